internal import CommandLine
internal import Files
internal import Fleet

/// Work on a fleet that ends in one commit of exactly the files it wrote, made by the user's own git:
/// their name, signature and hooks.
///
/// A push that lost a race is answered by doing the work again on what the others pushed, never by
/// merging text: what was right for the old tip may be wrong for the new one. Whatever fails leaves
/// the files, the branch and the index as they were.
struct GitCommit {
    /// How often the work is done at most.
    ///
    /// No pause is between: every loss means that somebody else's push got through.
    static let attempts = 5

    private let options: CommitOptions
    private let folder: FleetFolder
    private let terminal: Terminal
    private let git: GitProgram
    private let file: CommitRecordFile

    init(_ options: CommitOptions, in folder: FleetFolder, _ terminal: Terminal) {
        self.options = options
        self.folder = folder
        self.terminal = terminal
        git = GitProgram(in: folder.root)
        file = CommitRecordFile(in: folder)
    }

    /// Does the work, commits what it wrote, and pushes the commit if that is wanted.
    ///
    /// `work` is done anew for each attempt, with the files as they are then. A message is needed
    /// where it changes something. What a run that was killed has left is finished first.
    func run<Result>(
        waiting: (Int32?) -> Void,
        _ work: (WorkTree) throws -> (message: CommitMessage?, result: Result)
    ) throws -> Result {
        let made = try folder.settled(waiting: waiting) {
            try UnfinishedCommit(file, in: folder, terminal)?.finish(options)
        }
        // The branch is there by now, and checked out.
        if let made, made == options.branch {
            return try GitCommit(options.onBranchAtHand, in: folder, terminal).attempt(
                waiting: waiting,
                work
            )
        }
        return try attempt(waiting: waiting, work)
    }

    private func attempt<Result>(
        waiting: (Int32?) -> Void,
        _ work: (WorkTree) throws -> (message: CommitMessage?, result: Result)
    ) throws -> Result {
        let preconditions = GitPreconditions(git)
        let branch = try preconditions.branch(for: options)
        var lost: GitPush.Lost?
        for attempt in 1...Self.attempts {
            if let lost {
                terminal.noteNow(
                    "\(lost.upstream) moved to \(Self.short(lost.tip)) meanwhile: doing it again from there (\(attempt) of \(Self.attempts))"
                )
            }
            do {
                return try terminal.holding {
                    try folder.changing(
                        waiting: waiting,
                        check: { changes, done in
                            try preconditions.refuseUncommitted(changes)
                            try record(changes, done.message, on: branch)
                        },
                        written: { written, done in try settle(written, done.message, on: branch) },
                        work
                    )
                }.result
            } catch let error as GitPush.Lost {
                lost = error
            }
        }
        throw Failure(
            "push to \(lost?.upstream ?? "the remote"): somebody else was faster \(Self.attempts) times",
            hint: "nothing of it was kept, and the branch is at what they pushed: run it again"
        )
    }

    static func short(_ commit: String) -> Substring { commit.prefix(10) }

    // MARK: One attempt

    /// Notes what is about to be written, so that the next run can commit it if this one is killed.
    private func record(
        _ changes: [Change],
        _ message: CommitMessage?,
        on branch: GitBranch
    ) throws {
        guard !changes.isEmpty, let message else { return }
        try file.write(
            CommitRecord(
                base: try git.output(["rev-parse", "HEAD"]),
                branch: branch.name,
                new: options.branch,
                upstream: options.pushes ? upstream(of: branch) : nil,
                command: options.command,
                files: CommitRecord.files(of: changes),
                message: message.text
            )
        )
    }

    private func settle(
        _ written: WrittenChanges,
        _ message: CommitMessage?,
        on branch: GitBranch
    ) throws {
        guard !written.changes.isEmpty else {
            terminal.note("nothing to commit")
            if options.pushes { try pushEarlier(branch) }
            return
        }
        guard let message else { preconditionFailure("a change without a message") }
        // From here on it is done or taken back when this returns.
        defer { file.remove() }
        let base = try git.output(["rev-parse", "HEAD"])
        let place = CommitPlace(git, from: branch.name, base: base, new: options.branch)
        try commit(written, message, in: place)
        let made = try git.output(["rev-parse", "HEAD"])
        let name = Terminal.escaped(options.branch ?? branch.name ?? "")
        terminal.note("committed \(Self.short(made)) on \(name): \(message.subject)")
        guard options.pushes, let upstream = upstream(of: branch) else { return }
        try GitPush(git, commit: made, place: place, to: upstream).run()
        terminal.note("pushed to \(Terminal.escaped(upstream.shown))")
    }

    private func upstream(of branch: GitBranch) -> GitBranch.Upstream? {
        guard let upstream = branch.upstream, let name = options.branch else {
            return branch.upstream
        }
        return GitBranch.Upstream(remote: upstream.remote, reference: "refs/heads/\(name)")
    }

    /// Commits, or puts everything back and throws.
    private func commit(
        _ written: WrittenChanges,
        _ message: CommitMessage,
        in place: CommitPlace
    ) throws {
        let commit = PathCommit(
            git,
            written.changes.map(\.path),
            new: written.changes.filter { $0.expected == nil }.map(\.path),
            message: message.text
        )
        do {
            try place.enter()
            try commit.run()
        } catch {
            try putBack(written, commit, place, after: error)
            throw error
        }
    }

    private func putBack(
        _ written: WrittenChanges,
        _ commit: PathCommit,
        _ place: CommitPlace,
        after failure: any Error
    ) throws {
        do {
            try commit.forgetNew()
            try written.takeBack()
            try place.leave()
        } catch {
            let (first, second) = ("\(failure)", "\(error)")
            throw Failure(
                "\((failure as? any ReportedError)?.message ?? first); and putting the files back: \((error as? any ReportedError)?.message ?? second)",
                hint: "git status shows what is left; git restore and git clean take it away"
            )
        }
    }

    /// Pushes what an earlier run or the user committed here and nobody has yet.
    private func pushEarlier(_ branch: GitBranch) throws {
        guard options.branch == nil, let upstream = branch.upstream, let name = branch.name,
            let count = try git.answer(["rev-list", "--count", "\(name)@{upstream}..HEAD"]),
            let count = Int(count), count > 0
        else { return }
        let push = ["push", "--porcelain", upstream.remote, "HEAD:\(upstream.reference)"]
        guard try git.outcome(push).status == 0 else {
            throw Failure(
                "push \(String(count, "earlier commit")) of \(Terminal.escaped(name)) to \(Terminal.escaped(upstream.shown)): refused",
                hint: "git's own message is above; git pull --rebase, then run it again"
            )
        }
        terminal.note(
            "pushed \(String(count, "earlier commit")) to \(Terminal.escaped(upstream.shown))"
        )
    }
}
