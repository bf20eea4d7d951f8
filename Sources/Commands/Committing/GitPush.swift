internal import CommandLine

/// Pushing one commit that was just made, or taking it back.
struct GitPush {
    /// Somebody else's push came first; the work tree is at what they pushed.
    struct Lost: Error {
        let upstream: String
        let tip: String
    }

    private let git: GitProgram
    private let commit: String
    private let place: CommitPlace
    private let upstream: GitBranch.Upstream

    init(
        _ git: GitProgram,
        commit: String,
        place: CommitPlace,
        to upstream: GitBranch.Upstream
    ) {
        self.git = git
        self.commit = commit
        self.place = place
        self.upstream = upstream
    }

    /// Pushes, or leaves everything as it was and throws.
    ///
    /// Whether a race was lost is read from the remote's branch, not from words of git's: a refusal
    /// moves nothing there.
    func run() throws {
        // Our words say what happens next, so git's advice to pull is left out.
        var push = ["-c", "advice.pushUpdateRejected=false", "push", "--porcelain"]
        if place.new != nil { push.append("--set-upstream") }
        let source = place.new.map { "refs/heads/\($0)" } ?? commit
        push += [upstream.remote, "\(source):\(upstream.reference)"]
        let outcome = try undoing { try git.outcome(push) }
        guard outcome.status != 0 else { return }

        guard let tip = try undoing({ try remoteTip() }) else {
            throw try refused(outcome, "the branch is not there")
        }
        // The connection may have broken after the push was taken.
        guard tip != commit else { return }
        guard place.new == nil, try !isAncestor(tip, of: place.base) else {
            throw try refused(outcome, nil)
        }
        try undoing { try goTo(tip) }
        throw Lost(upstream: Terminal.escaped(upstream.shown), tip: tip)
    }

    private func goTo(_ tip: String) throws {
        _ = try git.output([
            "fetch", "--quiet", "--no-tags", upstream.remote, upstream.reference,
        ])
        guard try isAncestor(place.base, of: tip) else {
            throw Failure(
                "push to \(Terminal.escaped(upstream.shown)): it has commits that are not here, and this branch has some that are not there",
                hint:
                    "bring the two together first (git pull --rebase), then run it again; nothing was kept"
            )
        }
        try place.move(to: tip)
    }

    /// The commit that the remote's branch is at; nothing if there is no such branch.
    private func remoteTip() throws -> String? {
        let found = try git.outcome(["ls-remote", "--quiet", upstream.remote, upstream.reference])
        guard found.status == 0 else {
            throw Failure(
                "push to \(Terminal.escaped(upstream.shown)): the remote cannot be asked",
                hint:
                    "git's own message is above; nothing was kept: run it again, or without --push to commit here alone"
            )
        }
        return found.text.split(separator: "\n").first { $0.hasSuffix("\t\(upstream.reference)") }
            .map { String($0.prefix { $0 != "\t" }) }
    }

    /// False also where the first one is not here at all.
    private func isAncestor(_ first: String, of second: String) throws -> Bool {
        try git.succeeds(["merge-base", "--is-ancestor", first, second])
    }

    /// What git says of the one branch: `[remote rejected] (pre-receive hook declined)`.
    private func refused(_ outcome: ChildProcess.Outcome, _ fact: String?) throws -> Failure {
        try place.undo()
        let line = outcome.text.split(separator: "\n").first { $0.hasPrefix("!") }
        let reason = line?.split(separator: "\t").last.map { Terminal.escaped(String($0)) }
        let why = reason ?? fact ?? "git push ended with exit status \(outcome.status)"
        return Failure(
            "push to \(Terminal.escaped(upstream.shown)): \(why)",
            hint: place.new == nil
                ? "nothing was kept; if the branch is protected: --branch NAME pushes a new one, to be merged there"
                : "nothing was kept; is there a branch of this name already, or a hook that refuses it?"
        )
    }

    /// Takes the commit back if `body` fails.
    private func undoing<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            do {
                try place.undo()
            } catch let second {
                throw Failure(
                    "\((error as? any ReportedError)?.message ?? "push"); and taking the commit \(GitCommit.short(commit)) back: \((second as? any ReportedError)?.message ?? "failed")",
                    hint: "git log shows it; git push sends it, git reset --keep HEAD~1 drops it"
                )
            }
            throw error
        }
    }
}
