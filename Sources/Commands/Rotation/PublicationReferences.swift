internal import CommandLine
internal import Documents
internal import Inspection

/// What agents have pushed to references of their own in a Git repository, fetched with the user's own
/// git: their credentials and settings.
///
/// No reference is made in the clone, nor is `FETCH_HEAD` written: what is fetched goes to a folder of
/// its own, at most so much for each reference, and is gone after it was read. Nothing that is read is
/// believed here.
final class PublicationReferences {
    /// What was found on the reference of one cluster.
    struct Found {
        let cluster: String
        let reference: String
        /// The content of its file, or why there is none.
        let content: Result<[UInt8], Unreadable>
    }

    /// Why a reference, or all of a remote's, cannot be read.
    struct Unreadable: Error {
        let why: String
    }

    static let prefix = "refs/fleetseal/clusters/"
    private static let file = "publication"
    /// A publication is not longer.
    private static let mostBytes = 1 << 20
    /// What git may write for one reference: the pack with the publication, its tree and its commit.
    private static let mostFetched = 2 << 20
    /// So many references at once may take as much as that each.
    private static let mostTogether = 16
    /// How often references are looked up that move while they are read.
    private static let mostAttempts = 4
    /// How long the remote may take for an answer.
    private static let patience = Duration.seconds(120)
    /// How much is read at a time.
    private static let mostAtOnce = 32 << 20

    /// The remote's name or address, without a password.
    let shown: String
    private let remote: String
    private let git: GitProgram
    /// What was read before, by the name of the commit.
    private var known: [String: Result<[UInt8], Unreadable>] = [:]

    init(_ remote: String, _ git: GitProgram) throws {
        guard !remote.isEmpty, !remote.hasPrefix("-") else {
            throw UsageError(
                "--from-ref is not a remote",
                hint: "a remote's name or address: origin"
            )
        }
        self.remote = remote
        self.git = git
        shown = Self.shown(remote)
    }

    /// `https://…` without what stands before `@`.
    private static func shown(_ remote: String) -> String {
        guard let scheme = remote.firstRange(of: "://") else { return Terminal.escaped(remote) }
        let rest = remote[scheme.upperBound...]
        let authority = rest.prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@") else { return Terminal.escaped(remote) }
        return Terminal.escaped(String(remote[..<scheme.upperBound] + rest[at...].dropFirst()))
    }

    /// Reads the references of these clusters, those that are there.
    ///
    /// Agents push meanwhile: a server does not give out what a reference led to a moment ago, or git
    /// gets what it leads to now. So references that have moved are read again, a few times.
    func read(_ clusters: Set<String>) throws -> [Found] {
        var listed = try list(clusters)
        for attempt in 1...Self.mostAttempts {
            var failure: Unreadable?
            do {
                try readNew(listed)
            } catch let error as Unreadable {
                failure = error
            }
            let isRead = listed.allSatisfy { known[$0.commit] != nil }
            if failure == nil, isRead { break }
            let now = try list(clusters)
            if let failure, now == listed || attempt == Self.mostAttempts { throw failure }
            listed = now
        }
        return listed.map { one in
            Found(
                cluster: one.cluster,
                reference: one.reference,
                content: known[one.commit]
                    ?? .failure(Unreadable(why: "it moved while it was read: run it again"))
            )
        }
    }

    /// Reads what was not read before.
    private func readNew(_ listed: [Listed]) throws {
        let unread = listed.filter { known[$0.commit] == nil }
        guard !unread.isEmpty else { return }
        let objects = try FetchedObjects(of: git)
        try fetch(unread[...], into: objects)
        let fetched = unread.map(\.commit).filter { known[$0] == nil }
        if !fetched.isEmpty { try read(fetched, from: objects) }
    }

    // MARK: Git

    private struct Listed: Equatable {
        let cluster: String
        let reference: String
        let commit: String
    }

    private func list(_ clusters: Set<String>) throws -> [Listed] {
        let found = try asking(
            ["ls-remote", "--quiet", "--", remote, Self.prefix + "*"],
            within: GitProgram.Bounds(time: Self.patience)
        )
        guard found.status == 0 else {
            throw Unreadable(why: "git ls-remote ended with exit status \(found.status)")
        }
        return found.text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: "\t").map(String.init)
            guard words.count == 2, Self.isCommit(words[0]), words[1].hasPrefix(Self.prefix) else {
                return nil
            }
            let name = String(words[1].dropFirst(Self.prefix.count))
            // What is not a name leads elsewhere: `us/../eu`.
            guard Names.isLabel(name), clusters.contains(name) else { return nil }
            return Listed(cluster: name, reference: words[1], commit: words[0])
        }
    }

    private static func isCommit(_ text: String) -> Bool {
        text.utf8.count == 40 && text.utf8.allSatisfy { $0 < 0x80 } && text.allSatisfy(\.isHexDigit)
    }

    /// Asks the remote; one that does not come to an end is one that cannot be read.
    private func asking(
        _ arguments: [String],
        input: [UInt8] = [],
        within bounds: GitProgram.Bounds
    ) throws -> ChildProcess.Outcome {
        let outcome: ChildProcess.Outcome
        do {
            outcome = try git.outcome(arguments, input: input, within: bounds)
        } catch {
            throw Unreadable(why: error.message)
        }
        guard outcome.status != GitProgram.killed else {
            throw Unreadable(
                why: "it did not come to an end in \(Self.patience.components.seconds) seconds"
            )
        }
        return outcome
    }

    /// Fetches what references lead to, all at once; where that is too much, one half after the other,
    /// so that one reference alone is left out.
    ///
    /// Settings of the clone that would make references, or other things, of it are switched off, and
    /// so are loose objects, each of which would have a limit of its own.
    private func fetch(_ references: ArraySlice<Listed>, into objects: FetchedObjects) throws {
        let words = [
            "-c", "fetch.unpackLimit=1", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
            "--no-prune", "--refmap=", "--no-recurse-submodules", "--no-filter",
            "--no-auto-maintenance", "--stdin", "--", remote,
        ]
        let input = references.map { $0.reference + "\n" }.joined()
        let most = Self.mostFetched * min(references.count, Self.mostTogether)
        let bounds = GitProgram.Bounds(time: Self.patience, fileBytes: most, objects: objects)
        let outcome = try asking(words, input: Array(input.utf8), within: bounds)
        guard outcome.status != 0 else { return }
        guard try objects.dropUnfinished(of: most) else {
            throw Unreadable(why: "git fetch ended with exit status \(outcome.status)")
        }
        guard references.count > 1 else {
            for one in references {
                known[one.commit] = .failure(
                    Unreadable(
                        why:
                            "it leads to more than \(most >> 20) MiB, which no agent of cluster \(one.cluster) pushes: somebody else may push there"
                    )
                )
            }
            return
        }
        let middle = references.startIndex + references.count / 2
        try fetch(references[..<middle], into: objects)
        try fetch(references[middle...], into: objects)
    }

    /// Reads the files of commits, after a look at how long they are.
    private func read(_ commits: [String], from objects: FetchedObjects) throws {
        let bounds = GitProgram.Bounds(time: Self.patience, objects: objects)
        let asked = commits.map { "\($0)\n\($0):\(Self.file)\n" }.joined()
        let check = ["cat-file", "--batch-check"]
        let answers = try asking(check, input: Array(asked.utf8), within: bounds).text
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard answers.count == 2 * commits.count else {
            throw Unreadable(why: "git cat-file answers otherwise than it should")
        }
        var files: [(commit: String, file: String, size: Int)] = []
        for (index, commit) in commits.enumerated() {
            // Not fetched: the reference leads elsewhere by now.
            guard !answers[2 * index].hasSuffix(" missing") else { continue }
            let words = answers[2 * index + 1].split(separator: " ").map(String.init)
            guard words.count == 3, words[1] == "blob", let size = Int(words[2]) else {
                known[commit] = .failure(
                    Unreadable(why: "its commit has no file \(Self.file)")
                )
                continue
            }
            guard size <= Self.mostBytes else {
                known[commit] = .failure(
                    Unreadable(why: "its file \(Self.file) has \(size) bytes, more than any has")
                )
                continue
            }
            files.append((commit, words[0], size))
        }
        while !files.isEmpty {
            var (count, total) = (0, 0)
            while count < files.count, total <= Self.mostAtOnce {
                total += files[count].size
                count += 1
            }
            try read(files.prefix(count), within: bounds)
            files.removeFirst(count)
        }
    }

    private func read(
        _ files: ArraySlice<(commit: String, file: String, size: Int)>,
        within bounds: GitProgram.Bounds
    ) throws {
        let asked = files.map { $0.file + "\n" }.joined()
        let outcome = try asking(["cat-file", "--batch"], input: Array(asked.utf8), within: bounds)
        var rest = outcome.output[...]
        for one in files {
            // `ID blob SIZE`, a line end, the content, a line end.
            let head = Array("\(one.file) blob \(one.size)\n".utf8)
            guard rest.starts(with: head), rest.count > head.count + one.size else {
                throw Unreadable(why: "git cat-file answers otherwise than it should")
            }
            known[one.commit] = .success(Array(rest.dropFirst(head.count).prefix(one.size)))
            rest = rest.dropFirst(head.count + one.size + 1)
        }
    }
}
