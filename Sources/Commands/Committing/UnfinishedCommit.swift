internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The commit of a run that was killed, finished by the next run that commits.
///
/// Only what is proven to be that run's is touched: files that hold exactly what it recorded, on the
/// commit and the branch that it started from; or a commit of exactly these files on that commit.
/// Everything else is a person's.
struct UnfinishedCommit {
    /// How far the run came.
    private enum Stage {
        /// Nothing of it is left to do.
        case over
        /// Its files are written and not committed.
        case written
        /// The commit is made, and checked out.
        case committed
        /// Files have changes that no commit has, and why they cannot be the run's alone.
        case foreign(String)
    }

    private let record: CommitRecord
    private let file: CommitRecordFile
    private let folder: FleetFolder
    private let git: GitProgram
    private let terminal: Terminal

    /// Nothing if no run was killed.
    init?(_ file: CommitRecordFile, in folder: FleetFolder, _ terminal: Terminal) throws {
        guard let record = try file.read() else { return nil }
        self.record = record
        self.file = file
        self.folder = folder
        self.terminal = terminal
        git = GitProgram(in: folder.root)
    }

    /// Makes the commit and, where `options` push too, pushes it; gives the branch that was made for
    /// it, if there is one.
    ///
    /// The same command as the killed one may drop the commit again: after a lost race it does the
    /// work anew. Another command cannot, and leaves that to a person.
    func finish(_ options: CommitOptions) throws -> String? {
        try waitForIndex()
        switch try stage() {
        case .over:
            file.remove()
            return nil
        case .foreign(let why):
            throw Failure(
                "commit: an earlier run was killed before it had committed \(String(record.files.count, "file")), and \(why)",
                hint:
                    "commit them yourself, or take them back (git status), then run it again: it was to be \(Terminal.escaped(record.subject))"
            )
        case .written:
            try commit()
        case .committed:
            break
        }
        guard let upstream = record.upstream else {
            file.remove()
            return record.new
        }
        // Without --push the record stays for the next run that has it.
        guard options.pushes else { return record.new }
        if record.command == options.command {
            try push(to: upstream)
        } else {
            try pushForAnother(to: upstream)
        }
        return record.new
    }

    // MARK: Looking

    private func stage() throws -> Stage {
        let head = try git.output(["rev-parse", "HEAD"])
        let branch = try git.answer(["symbolic-ref", "--quiet", "HEAD"]).map(GitBranch.name(of:))
        if try isMade(head) { return branch == record.place ? .committed : .over }
        guard try isDirty() else {
            if head == record.base, let new = record.new, branch == new { try place.leave() }
            return .over
        }
        guard head == record.base else { return .foreign("HEAD has moved since") }
        guard branch == record.place || branch == record.branch else {
            return .foreign("another branch is checked out now")
        }
        for one in record.files where try content(of: one.path) != one.hash {
            return .foreign("\(Terminal.escaped(one.path)) holds something else now")
        }
        return .written
    }

    /// Whether a commit is the one that the run was to make, as far as files and parents say.
    private func isMade(_ commit: String) throws -> Bool {
        let parents = try git.output(["rev-list", "--parents", "--max-count=1", commit])
        guard parents == "\(commit) \(record.base)" else { return false }
        let diff = [
            "diff-tree", "-r", "-z", "--no-renames", "--no-commit-id", "--name-only", commit,
        ]
        let changed = try git.outcome(diff).output.split(separator: 0).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard Set(changed) == Set(record.files.map(\.path)) else { return false }
        for one in record.files {
            let blob = try git.outcome(
                ["cat-file", "blob", "\(commit):\(one.path)"],
                isQuiet: true
            )
            guard (blob.status == 0 ? CommitRecord.hash(blob.output) : nil) == one.hash else {
                return false
            }
        }
        return true
    }

    /// Whether one of the files has changes that no commit has.
    private func isDirty() throws -> Bool {
        let paths = Set(record.files.map(\.path))
        let tops = Set(paths.compactMap { $0.split(separator: "/").first.map(String.init) })
        return try GitPreconditions(git).uncommitted(below: tops).contains(where: paths.contains)
    }

    private func content(of path: String) throws(FileError) -> String? {
        do {
            return CommitRecord.hash(try folder.folder.read(path, limit: 64 << 20))
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    /// A git that the killed run had started goes on without it, and holds the index meanwhile.
    private func waitForIndex() throws {
        let lock = try git.output([
            "rev-parse", "--path-format=absolute", "--git-path", "index.lock",
        ])
        let end = ContinuousClock.now + .seconds(10)
        while try UserFile.exists(lock) {
            guard ContinuousClock.now < end else {
                throw Failure(
                    "commit: git's index is locked: a git is at work here, or was killed",
                    hint: "if none runs any more: rm \(Terminal.escaped(lock))"
                )
            }
            usleep(50_000)
        }
    }

    // MARK: Finishing

    private var place: CommitPlace {
        CommitPlace(git, from: record.branch, base: record.base, new: record.new)
    }

    private func commit() throws {
        try enter()
        let commit = PathCommit(
            git,
            record.files.map(\.path),
            new: record.files.filter { $0.isNew && $0.hash != nil }.map(\.path),
            message: record.message
        )
        do {
            try commit.run()
        } catch {
            // A git of the killed run may have been faster.
            let head = try git.output(["rev-parse", "HEAD"])
            if try isMade(head) { return }
            try commit.restore()
            try place.leave()
            file.remove()
            throw error
        }
        let made = try git.output(["rev-parse", "HEAD"])
        terminal.noteNow(
            "committed \(GitCommit.short(made)) on \(Terminal.escaped(record.place ?? "")): \(Terminal.escaped(record.subject)) (an earlier run was killed before it had)"
        )
    }

    /// Goes to the branch that was to be made, as far as the run had not.
    private func enter() throws {
        guard let new = record.new else { return }
        let branch = try git.answer(["symbolic-ref", "--quiet", "HEAD"]).map(GitBranch.name(of:))
        guard branch != new else { return }
        let there = try git.answer(["rev-parse", "--verify", "--quiet", "refs/heads/\(new)"])
        guard let there else { return try place.enter() }
        guard there == record.base else {
            throw Failure(
                "commit: an earlier run was killed before it had committed on branch \(Terminal.escaped(new)), which is elsewhere now",
                hint: "commit its files yourself, or take them back (git status), then run it again"
            )
        }
        _ = try git.output(["checkout", "--quiet", new, "--"])
    }

    /// Pushes as the killed run would have: what fails is taken back.
    private func push(to upstream: GitBranch.Upstream) throws {
        let made = try git.output(["rev-parse", "HEAD"])
        do {
            try GitPush(git, commit: made, place: place, to: upstream).run()
            terminal.noteNow(
                "pushed to \(Terminal.escaped(upstream.shown)): \(Terminal.escaped(record.subject))"
            )
        } catch let lost as GitPush.Lost {
            terminal.noteNow(
                "\(lost.upstream) moved to \(GitCommit.short(lost.tip)) before an earlier run could push: doing its work again from there"
            )
        } catch {
            file.remove()
            throw error
        }
        file.remove()
    }

    /// Pushes or leaves everything as it is: this command does not do that work again.
    private func pushForAnother(to upstream: GitBranch.Upstream) throws {
        var push = ["push", "--porcelain"]
        if record.new != nil { push.append("--set-upstream") }
        let reference = "refs/heads/\(record.place ?? "")"
        push += [upstream.remote, "\(reference):\(upstream.reference)"]
        guard try git.outcome(push).status == 0 else {
            throw Failure(
                "push to \(Terminal.escaped(upstream.shown)): refused, for what an earlier run committed and was killed before it had pushed: \(Terminal.escaped(record.subject))",
                hint:
                    "git's own message is above; run that command again, which may do the work anew, or git pull --rebase"
            )
        }
        terminal.noteNow(
            "pushed to \(Terminal.escaped(upstream.shown)): \(Terminal.escaped(record.subject))"
        )
        file.remove()
    }
}
