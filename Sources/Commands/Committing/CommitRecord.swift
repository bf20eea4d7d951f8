internal import CommandLine
internal import Files
internal import Sealing

/// What a run is about to commit: enough for the next run to make the commit if this one is killed.
///
/// As text, one line each, in this order; texts have spaces, controls and `%` as `%xx`:
///
///     fleetseal commit 1
///     base ID                   the commit that everything started from
///     branch NAME               what was checked out; no line where HEAD was detached
///     new NAME                  the branch to be made, if there is one
///     push REMOTE REFERENCE     where the commit is to be pushed, if it is
///     command HASH              over the command line
///     file HASH PATH            what was written; + before the hash of a new file, - for a removal
///     message TEXT
///     sum HASH                  over all bytes before this line
///
/// The files are those of a repository, so that their hashes tell nothing that it does not.
struct CommitRecord: Equatable {
    /// One file and what was written there.
    struct File: Equatable {
        let path: String
        /// Of the bytes; nothing for a removal.
        let hash: String?
        /// Whether there was none before.
        let isNew: Bool
    }

    let base: String
    let branch: String?
    let new: String?
    let upstream: GitBranch.Upstream?
    let command: String
    let files: [File]
    let message: String

    /// The branch that has the commit once it is made.
    var place: String? { new ?? branch }

    /// The first line of the message.
    var subject: String { String(message.prefix { $0 != "\n" }) }

    /// The hash of a file's content, as a record has it.
    static func hash(_ bytes: [UInt8]) -> String {
        Base32.encode(Hash.digest("fleetseal commit file", bytes).bytes)
    }

    /// The hash of a command line, which may have held what is nobody's business.
    static func command(_ invocation: Invocation) -> String {
        let words = invocation.words.map { Array($0.utf8) }
        return Base32.encode(Hash.digest("fleetseal commit command", parts: words).bytes)
    }
}

extension CommitRecord {
    /// The files of changes, as a record has them.
    static func files(of changes: [Change]) -> [File] {
        changes.map { change in
            let hash: String? =
                switch change.kind {
                case .write(let bytes): hash(bytes)
                case .remove: nil
                }
            return File(path: change.path, hash: hash, isNew: change.expected == nil)
        }
    }
}

// MARK: - As bytes

extension CommitRecord {
    private static let title = "fleetseal commit 1"

    /// The record as bytes.
    var encoded: [UInt8] {
        var lines = [Self.title, "base \(RecordText.escaped(base))"]
        if let branch { lines.append("branch \(RecordText.escaped(branch))") }
        if let new { lines.append("new \(RecordText.escaped(new))") }
        if let upstream {
            lines.append(
                "push \(RecordText.escaped(upstream.remote)) \(RecordText.escaped(upstream.reference))"
            )
        }
        lines.append("command \(command)")
        for file in files {
            let hash = file.hash.map { (file.isNew ? "+" : "") + $0 } ?? "-"
            lines.append("file \(hash) \(RecordText.escaped(file.path))")
        }
        lines.append("message \(RecordText.escaped(message))")
        let bytes = Array(lines.joined(separator: "\n").utf8) + [0x0a]
        return bytes + Array("sum \(Self.hash(bytes))\n".utf8)
    }

    /// Reads what `encoded` writes and nothing else; nothing for anything else.
    init?(encoded bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var single: [String: [String]] = [:]
        var files: [File] = []
        for line in text.utf8.split(separator: 0x0a).dropFirst() {
            let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
            let words = parts.compactMap { RecordText.plain(Substring($0)) }
            guard words.count == parts.count else { return nil }
            let name = words[0]
            guard name == "file" else {
                single[name] = Array(words.dropFirst())
                continue
            }
            guard words.count == 3 else { return nil }
            let isNew = words[1].hasPrefix("+")
            let hash = words[1] == "-" ? nil : String(words[1].dropFirst(isNew ? 1 : 0))
            files.append(File(path: words[2], hash: hash, isNew: isNew))
        }
        guard let base = single["base"]?.first, let command = single["command"]?.first,
            let message = single["message"]?.first
        else { return nil }
        self.base = base
        branch = single["branch"]?.first
        new = single["new"]?.first
        upstream = single["push"].flatMap { words in
            words.count == 2 ? GitBranch.Upstream(remote: words[0], reference: words[1]) : nil
        }
        self.command = command
        self.files = files
        self.message = message
        // The one spelling: what remains to be checked, the sum above all, is checked at once.
        guard encoded == bytes else { return nil }
    }
}
