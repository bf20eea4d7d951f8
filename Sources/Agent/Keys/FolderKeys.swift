internal import CommandLine
internal import Files
internal import Fleet
internal import Rotation
internal import Sealing
internal import Telemetry

/// The keys of an agent whose memory is a folder: those of the key files, and those that it has made
/// since.
///
/// Without a folder there are the key files alone, and nothing is made or published.
final class FolderKeys {
    private let path: String?
    private let cluster: String
    private let log: Log
    private var files: KeyFiles
    private var memory: KeyMemory
    /// Keys that the agent has made; each lies in a file of its own.
    private var made: [PublicKey] = []
    private(set) var keys: ClusterKeys

    init(_ paths: [String], state path: String?, cluster: String, log: Log) throws {
        self.path = path
        self.cluster = cluster
        self.log = log
        files = try KeyFiles(paths)
        for path in paths {
            guard let mode = try? UserFile.mode(path), mode & 0o007 != 0 else { continue }
            log.warning("others can read a key file", .init("file", .text(PathText.escaped(path))))
        }
        keys = files.keys
        memory = KeyMemory()
        guard let path else { return }
        if let text = try UserFile.text(path + "/keys") {
            try remember(text)
        } else {
            try keep(memory)
        }
        memory.published = try UserFile.text(path + "/publication").flatMap { Publication($0) }
        keys = try combined()
    }

    /// What was published last.
    var published: Publication? { memory.published }

    /// The folders in which a change of the key files shows.
    var folders: Set<String> { files.folders }

    /// Reads the key files again if one of them changed; false if nothing did.
    func reload() throws -> Bool {
        guard try files.reload() else { return false }
        keys = try combined()
        return true
    }

    private func combined() throws -> ClusterKeys {
        // A person has destroyed an older one.
        try made.removeAll { key in
            try key != memory.active && key != memory.next && !UserFile.exists(keyFile(key))
        }
        let own = try made.map { try ClusterKeys(files: [keyFile($0)]).active }
        guard let keys = ClusterKeys(files.keys.all + own, memory) else {
            throw Failure(
                "start: the agent's own key \(memory.active?.id.text ?? "") is not there",
                hint: "give its file with --key, or restore the folder of --state"
            )
        }
        return keys
    }

    private func keyFile(_ key: PublicKey) -> String { "\(path ?? ".")/\(key.id).key" }

    // MARK: Rotation

    /// Does what the registry asks of the keys, and publishes what became of it; true if other keys
    /// are in use now.
    func rotate(_ registry: ClusterRegistry?, period: Duration) throws -> Bool {
        guard let path else { return false }
        // Where a step came off and the reading after it did not.
        if !keys.have(memory) { keys = try combined() }
        let step = keys.rotation(registry).step(madeBefore: ClusterKeys.due(period))
        if let step {
            try take(step)
            keys = try combined()
        }
        let origin = Publication.Origin(
            cluster: cluster,
            kubeSystem: nil,
            instance: memory.instance
        )
        let new = keys.rotation(registry).publication(
            after: memory.published,
            from: origin,
            today: Today.utc()
        )
        if let new {
            let bytes = Array(new.text.utf8)
            try UserFile.write(path + "/publication", bytes, mode: 0o644, mustNotExist: false)
            memory.published = new
            log.info("keys published", .init("counter", .number(new.counter)))
        }
        return step != nil
    }

    private func take(_ step: KeyRotation.Step) throws {
        var new = memory
        switch step {
        case .make:
            let key = PrivateKey.random()
            let text = IdentityFile.plain(key)
            try UserFile.write(
                keyFile(key.publicKey),
                text.bytes,
                mode: 0o600,
                mustNotExist: true
            )
            made.append(key.publicKey)
            new.next = key.publicKey
            log.info("next key made", .init("key", .text(key.publicKey.id.text)))
        case .promote:
            guard let next = memory.next else { return }
            new.active = next
            new.next = nil
            log.info("next key in use", .init("key", .text(new.active?.id.text ?? "")))
        case .giveUp:
            new.next = nil
            log.info("next key given up", .init("key", .text(memory.next?.id.text ?? "")))
        }
        try keep(new)
    }

    // MARK: Memory

    private static let header = "fleetseal-keys-1"

    private func keep(_ new: KeyMemory) throws {
        let lines =
            [Self.header, "instance \(new.instance)"]
            + [("active", new.active), ("next", new.next)].compactMap { name, key in
                key.map { "\(name) \($0.text)" }
            } + made.map { "made \($0.text)" }
        if let path {
            let text = lines.joined(separator: "\n") + "\n"
            try UserFile.write(
                path + "/keys",
                Array(text.utf8),
                mode: 0o600,
                mustNotExist: false
            )
        }
        memory = new
    }

    private func remember(_ text: String) throws {
        let lines = text.split(separator: "\n")
        var instance: String?
        var known = KeyMemory()
        for line in lines.dropFirst() {
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            guard lines.first == Self.header[...], words.count == 2 else { continue }
            let key = try? PublicKey(text: words[1])
            switch words[0] {
            case "instance": instance = words[1]
            case "active": known.active = key
            case "next": known.next = key
            case "made": if let key { made.append(key) }
            default: continue
            }
        }
        guard let instance else {
            throw Failure(
                "read \(PathText.escaped((path ?? ".") + "/keys")): it is not what this agent writes",
                hint: "restore the folder of --state; without it the agent begins anew"
            )
        }
        memory = KeyMemory(instance: instance, active: known.active, next: known.next)
    }
}

extension UserFile {
    /// What a small file says; nothing if it is not there.
    static func text(_ path: String) throws -> String? {
        do throws(FileError) {
            return String(decoding: try read(path), as: UTF8.self)
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }
}
