internal import CommandLine
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing

/// The cluster's private keys.
struct ClusterKeys: Sendable {
    /// The key that others seal to; the first key file's, unless the agent has made one since.
    let active: HeldKey
    /// The key that the agent has made to follow it.
    let next: HeldKey?
    /// Keys that only open.
    let others: [HeldKey]
    /// The key that was remembered as the next one, also if it is not there.
    private let wanted: PublicKey?

    var all: [HeldKey] { [active] + (next.map { [$0] } ?? []) + others }

    /// Takes keys that were read elsewhere: those that `memory` names have their roles, also if others
    /// lie beside them.
    ///
    /// Nothing if the agent's own key is not among them.
    init?(_ found: [HeldKey], _ memory: KeyMemory) {
        func key(_ wanted: PublicKey) -> HeldKey? {
            found.first { $0.key.publicKey == wanted }
        }
        guard let active = memory.active.map(key) ?? found.first else { return nil }
        let next = memory.next.flatMap(key)
        let own = [active.key.publicKey] + (next.map { [$0.key.publicKey] } ?? [])
        self.active = active
        self.next = next
        wanted = memory.next
        others = found.filter { !own.contains($0.key.publicKey) }
    }

    /// Whether they were read with the roles that `memory` gives them, which may be newer.
    func have(_ memory: KeyMemory) -> Bool {
        active.key.publicKey == memory.active ?? active.key.publicKey && wanted == memory.next
    }

    /// The cluster's side of its rotation, by the registry that was believed last.
    func rotation(_ registry: ClusterRegistry?) -> KeyRotation {
        KeyRotation(
            active: active,
            next: next,
            others: others.map { $0.key.publicKey },
            registry.map { KeyRotation.Believed($0.registry, $0.keyring, $0.cluster) }
        )
    }

    /// The day before which a key was made that is older than `period`; nothing if any age will do.
    static func due(_ period: Duration) -> String? {
        guard period > .zero else { return nil }
        let seconds = Int(period.components.seconds)
        return Today.date(secondsSince1970: AgentClock.now().wall.seconds - seconds)
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
        next = nil
        wanted = nil
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
