internal import Files
internal import Fleet
internal import Sealing

/// Group keys that were opened, sealed to the cluster's active key: a document that goes back to a
/// key that its group dropped since still opens.
///
/// One line a key: group, public key, sealed key.
struct GroupKeyFile {
    private static let magic = "fleetseal-group-keys-1"
    private static let limit = 16 << 20
    private let path: String
    /// What it has for the active key.
    private var written: Set<String> = []
    private var isFor: PublicKey?

    init(_ path: String) { self.path = path }

    /// The keys that one of `keys` opens; lines for others are left out.
    mutating func read(_ keys: ClusterKeys, fleet: String) throws -> [SavedGroupKey] {
        let text: String
        do throws(FileError) {
            text = String(decoding: try UserFile.read(path, limit: Self.limit), as: UTF8.self)
        } catch {
            guard error.reason == .notFound else { throw error }
            return []
        }
        let active = keys.active.key.publicKey
        if isFor != active {
            // What only an older key opens is written anew, for that key may go one day.
            written = Self.names(Self.keys(in: text, [keys.active], fleet: fleet))
            isFor = active
        }
        return Self.keys(in: text, keys.all, fleet: fleet)
    }

    /// The keys of a text that one of `keys` opens.
    static func keys(in text: String, _ keys: [HeldKey], fleet: String) -> [SavedGroupKey] {
        var found: [SavedGroupKey] = []
        for line in text.split(separator: "\n").dropFirst() {
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, let known = try? PublicKey(text: words[1]),
                let sealed = try? SealedGroupKey(parsing: words[2]),
                let key = open(sealed, keys, fleet, words[0], known)
            else { continue }
            found.append(SavedGroupKey(group: words[0], key: key))
        }
        return found
    }

    private static func open(
        _ sealed: SealedGroupKey,
        _ keys: [HeldKey],
        _ fleet: String,
        _ group: String,
        _ known: PublicKey
    ) -> HeldKey? {
        for key in keys {
            do throws(OpenFailure) {
                let opened = try sealed.open(
                    with: key.key,
                    fleet: fleet,
                    group: group,
                    expecting: known
                )
                return HeldKey(opened)
            } catch {
                continue
            }
        }
        return nil
    }

    /// Writes all keys, if there is one that is not there yet, or not for the active key.
    mutating func write(_ all: [SavedGroupKey], to active: HeldKey, fleet: String) throws {
        let names = Self.names(all)
        guard names != written || isFor != active.key.publicKey else { return }
        let text = Self.text(of: all, to: active, fleet: fleet)
        try UserFile.write(path, Array(text.utf8), mode: 0o600, mustNotExist: false)
        written = names
        isFor = active.key.publicKey
    }

    /// Tells sets of keys apart.
    static func names(_ all: [SavedGroupKey]) -> Set<String> {
        Set(all.map { "\($0.group) \($0.key.key.publicKey.text)" })
    }

    /// A text with all keys of two; where both have one, it is the first text's.
    static func joined(_ text: String, _ other: String) -> String {
        func lines(_ text: String) -> [Substring] { Array(text.split(separator: "\n").dropFirst()) }
        func name(_ line: Substring) -> [Substring] { Array(line.split(separator: " ").prefix(2)) }
        let own = lines(text)
        let known = Set(own.map(name))
        let all = own + lines(other).filter { !known.contains(name($0)) }
        return ([magic] + all.map(String.init).sorted()).joined(separator: "\n") + "\n"
    }

    /// What `keys` reads.
    static func text(of all: [SavedGroupKey], to active: HeldKey, fleet: String) -> String {
        let lines = all.map { one in
            let sealed = SealedGroupKey.seal(
                one.key.key,
                fleet: fleet,
                group: one.group,
                to: active.key.publicKey
            )
            return "\(one.group) \(one.key.key.publicKey.text) \(sealed.text)"
        }
        return ([magic] + lines.sorted()).joined(separator: "\n") + "\n"
    }
}
