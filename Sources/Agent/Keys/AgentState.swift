internal import Files
internal import Fleet
internal import Sealing

/// What an agent remembers between its runs, in a folder that only it can read.
///
/// Without a folder it remembers nothing: a registry that goes back while the agent is stopped goes
/// unnoticed then, and it reads its own files once after each start.
final class AgentState {
    private let path: String?
    /// Measures contents, so that they can be compared without being kept.
    let digestKey: HeldDigestKey
    /// What was seen of the fleet, if the configuration still trusts whom it trusted then.
    private(set) var pin: Pin?
    private let anchor: String
    private var groupKeyFile: GroupKeyFile?
    /// Held for as long as the agent lives: two agents would overwrite each other's memory.
    private let lock: WriteLockHolder?

    init(_ path: String?, anchor: TrustAnchor) throws {
        self.path = path
        self.anchor = anchor.mark
        groupKeyFile = path.map { GroupKeyFile($0 + "/group-keys") }
        guard let path else {
            digestKey = HeldDigestKey(SecretBytes.random(count: Digest.count))
            lock = nil
            return
        }
        try UserFile.makeFolder(path, mode: 0o700)
        lock = WriteLockHolder(
            try WriteLock(folder: Folder(path), state: ".", patience: .seconds(2))
        )
        digestKey = try Self.digestKey(path + "/digest-key")
        let before = try UserFile.text(path + "/anchor")
        guard let text = try UserFile.text(path + "/pin") else { return }
        let pin = try Pin(parsing: text, path: path + "/pin")
        self.pin = anchor.following(pin, of: before)
    }

    /// Remembers what is known of the fleet now.
    func keep(_ new: Pin) throws {
        guard pin != new else { return }
        if let path {
            try UserFile.write(
                path + "/pin",
                Array(new.text.utf8),
                mode: 0o600,
                mustNotExist: false
            )
            try UserFile.write(
                path + "/anchor",
                Array(anchor.utf8),
                mode: 0o600,
                mustNotExist: false
            )
        }
        pin = new
    }

    /// Group keys of earlier runs.
    func groupKeys(_ keys: ClusterKeys, fleet: String) -> [SavedGroupKey] {
        guard groupKeyFile != nil else { return [] }
        // What cannot be read is only missed by documents that go back.
        return (try? groupKeyFile?.read(keys, fleet: fleet)) ?? []
    }

    /// Keeps group keys for later runs.
    func keep(_ all: [SavedGroupKey], to active: HeldKey, fleet: String) throws {
        try groupKeyFile?.write(all, to: active, fleet: fleet)
    }

    /// What people allowed to go: a revision or the name of a set, one a line.
    func acknowledged() throws -> Set<String> {
        guard let path, let text = try UserFile.text(path + "/acknowledged") else { return [] }
        return Set(text.split(separator: "\n").map(String.init))
    }

    /// Whether a text can be a token: a Git revision, or the name that a guard gives to a set.
    static func isToken(_ text: String) -> Bool {
        if text.hasPrefix("set-") {
            let name = text.utf8.dropFirst(4)
            return name.count == 16
                && name.allSatisfy { "abcdefghijklmnopqrstuvwxyz234567".utf8.contains($0) }
        }
        return [40, 64].contains(text.utf8.count)
            && text.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
    }

    /// Allows what a token names to go.
    static func acknowledge(_ token: String, in path: String) throws {
        let before = try UserFile.text(path + "/acknowledged") ?? ""
        guard !before.split(separator: "\n").contains(Substring(token)) else { return }
        try UserFile.write(
            path + "/acknowledged",
            Array((before + token + "\n").utf8),
            mode: 0o600,
            mustNotExist: false
        )
    }

    private static func digestKey(_ path: String) throws -> HeldDigestKey {
        do throws(FileError) {
            let key = try SecretBytes(capacity: Digest.count) { span throws(FileError) in
                try UserFile.readSecret(path, into: &span)
            }
            guard key.count == Digest.count else {
                throw FileError(
                    operation: "read digest key",
                    path: path,
                    reason: .damaged("it has \(key.count) bytes")
                )
            }
            return HeldDigestKey(key)
        } catch {
            guard error.reason == .notFound else { throw error }
            try UserFile.write(path, SecretBytes.random(count: Digest.count).bytes)
            return try digestKey(path)
        }
    }
}

/// Keeps a lock that cannot be copied.
final class WriteLockHolder {
    private let lock: WriteLock

    init(_ lock: consuming WriteLock) { self.lock = lock }
}
