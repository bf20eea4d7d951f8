internal import CommandLine
internal import Files
internal import Reconciling
internal import Sealing

/// The cluster's private keys: the active one, which seals, and those that only open.
struct ClusterKeys: Sendable {
    /// The first key file's.
    let active: HeldKey
    let others: [HeldKey]

    var all: [HeldKey] { [active] + others }

    /// Takes keys that were read elsewhere.
    init(active: HeldKey, others: [HeldKey]) {
        self.active = active
        self.others = others
    }

    /// The public keys as a text, for whoever keeps the registry.
    func publication(cluster: String, kubeSystem: String? = nil) -> String {
        Publication(
            cluster: cluster,
            kubeSystem: kubeSystem,
            active: active.key.publicKey,
            others: others.map { $0.key.publicKey }
        ).text
    }

    /// Reads key files; the first one is the active key's.
    init(files: [String]) throws {
        var keys: [HeldKey] = []
        for path in files {
            let key = try Self.key(path)
            guard !keys.contains(where: { $0.key.publicKey == key.key.publicKey }) else {
                continue
            }
            keys.append(key)
        }
        guard let first = keys.first else {
            throw Failure(
                "start: no key is given",
                hint: "--key FILE with the cluster's private key"
            )
        }
        active = first
        others = Array(keys.dropFirst())
    }

    private static func key(_ path: String) throws -> HeldKey {
        let shown = PathText.escaped(path)
        let text: SecretBytes
        do throws(FileError) {
            text = try SecretFile.read(path, limit: IdentityFile.byteLimit)
        } catch {
            throw Failure(
                "read key \(shown): \(error)",
                hint: error.reason == .notFound
                    ? "fleetseal cluster add NAME --new-key FILE makes a cluster's first key"
                    : error.hint
            )
        }
        do throws(IdentityFileError) {
            let file = try IdentityFile(parsing: text.bytes)
            return HeldKey(try file.key())
        } catch {
            guard error != .passphraseNeeded else {
                throw Failure(
                    "read key \(shown): it is under a passphrase, which nobody could type",
                    hint: "give the agent a plain key in a file that only it can read"
                )
            }
            throw Failure("read key \(shown): \(error)")
        }
    }
}
