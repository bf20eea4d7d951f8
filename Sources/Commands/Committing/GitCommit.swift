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

    init(_ options: CommitOptions, in folder: FleetFolder, _ terminal: Terminal) {
        self.options = options
        self.folder = folder
        self.terminal = terminal
        git = GitProgram(in: folder.root)
    }

    /// Does the work, commits what it wrote, and pushes the commit if that is wanted.
    ///
    /// `work` is done anew for each attempt, with the files as they are then. A message is needed
    /// where it changes something.
    func run<Result>(
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
                        check: { changes in try preconditions.refuseUncommitted(changes) },
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
        let base = try git.output(["rev-parse", "HEAD"])
        let place = CommitPlace(git, from: branch, base: base, new: options.branch)
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
        let new = Self.list(written.changes.filter { $0.expected == nil }.map(\.path))
        do {
            try place.enter()
            let paths = ["--pathspec-from-file=-", "--pathspec-file-nul"]
            if !new.isEmpty {
                let add = ["--literal-pathspecs", "add", "--intent-to-add"] + paths
                _ = try git.output(add, input: new)
            }
            let commit = ["--literal-pathspecs", "commit", "--quiet", "--only"] + paths
            let outcome = try git.outcome(
                commit + ["--message=\(message.text)"],
                input: Self.list(written.changes.map(\.path))
            )
            guard outcome.status == 0 else {
                throw Failure(
                    "commit: git commit ended with exit status \(outcome.status): a hook or the signing may have refused it",
                    hint: "what git or the hook said is above; nothing was kept"
                )
            }
        } catch {
            try putBack(written, new, place, after: error)
            throw error
        }
    }

    private func putBack(
        _ written: WrittenChanges,
        _ new: [UInt8],
        _ place: CommitPlace,
        after failure: any Error
    ) throws {
        do {
            if !new.isEmpty {
                _ = try git.output(["update-index", "--force-remove", "-z", "--stdin"], input: new)
            }
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

    private static func list(_ paths: [String]) -> [UInt8] {
        paths.flatMap { Array($0.utf8) + [0] }
    }
}
