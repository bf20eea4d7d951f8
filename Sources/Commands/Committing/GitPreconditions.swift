internal import CommandLine
internal import Documents
internal import Files
internal import Fleet

/// What must hold in a clone before a command may commit there.
///
/// All of it is asked before any work, so that nobody waits for what cannot be kept.
struct GitPreconditions {
    private let git: GitProgram

    init(_ git: GitProgram) {
        self.git = git
    }

    /// The branch that is checked out; an error where the options cannot be followed.
    func branch(for options: CommitOptions) throws -> GitBranch {
        guard try git.succeeds(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"]) else {
            throw Failure(
                "commit: the repository has no commit yet",
                hint: "make the first one yourself: git add . && git commit"
            )
        }
        let branch = try GitBranch(git)
        if let name = options.branch {
            try refuseUnsuitable(name)
        } else if branch.name == nil {
            throw Failure(
                "commit: HEAD is detached, so that no branch would have the commit",
                hint: "git switch BRANCH first, or make one: --branch NAME"
            )
        }
        if options.pushes, branch.upstream == nil {
            let what =
                branch.name.map { "\(Terminal.escaped($0)) has no upstream" } ?? "HEAD is detached"
            throw Failure(
                "push: \(what), and there is no remote origin",
                hint: "git push --set-upstream REMOTE BRANCH says where to; or leave --push out"
            )
        }
        try refuseUnfinished()
        try refuseNobody()
        return branch
    }

    private func refuseUnsuitable(_ name: String) throws {
        guard try git.succeeds(["check-ref-format", "refs/heads/\(name)"]), !name.hasPrefix("-")
        else {
            throw UsageError("--branch \(name.escapedForMessage): not a name for a branch")
        }
        guard try !git.succeeds(["show-ref", "--verify", "--quiet", "refs/heads/\(name)"]) else {
            throw Failure(
                "commit on a new branch: there is a branch \(Terminal.escaped(name)) already",
                hint: "name another one; or git switch to that one and leave --branch out"
            )
        }
    }

    private func refuseUnfinished() throws {
        let states = [
            ("MERGE_HEAD", "merge"), ("CHERRY_PICK_HEAD", "cherry-pick"), ("REVERT_HEAD", "revert"),
        ]
        for (head, what) in states
        where try git.succeeds(["rev-parse", "--verify", "--quiet", head]) {
            throw Failure(
                "commit: a git \(what) is under way",
                hint: "finish it (git \(what) --continue) or give it up (git \(what) --abort) first"
            )
        }
    }

    private func refuseNobody() throws {
        for variable in ["GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"]
        where try !git.succeeds(["var", variable]) {
            throw Failure(
                "commit: git does not know in whose name",
                hint:
                    "git config user.name and git config user.email say it, for CI in the job itself"
            )
        }
    }

    /// Refuses to build on what no commit has: the files to be written, and the registry, by which all
    /// of it was decided.
    ///
    /// A value sealed to a key that is in no commit would be lost to everybody who gets the commit.
    func refuseUncommitted(_ changes: [Change]) throws {
        guard !changes.isEmpty else { return }
        let written = Set(changes.map(\.path))
        let tops = Set(written.compactMap { $0.split(separator: "/").first.map(String.init) })
            .union([FleetDocument.path, "keys"])
        let dirty = try uncommitted(below: tops).filter {
            written.contains($0) || $0 == FleetDocument.path || $0.hasPrefix("keys/")
        }
        guard let first = dirty.first else { return }
        let others = dirty.count > 1 ? " and \(String(dirty.count - 1, "more file"))" : ""
        throw Failure(
            "commit: \(Terminal.escaped(first))\(others) had changes before that are not committed",
            hint:
                "the commit would take them along or build on them: commit or stash them first (git status)"
        )
    }

    /// The files below some paths that have changes which no commit has.
    func uncommitted(below paths: Set<String>) throws -> [String] {
        let status = try git.outcome(
            [
                "--no-optional-locks", "--literal-pathspecs", "status", "--porcelain", "-z",
                "--no-renames", "--untracked-files=all", "--",
            ] + paths.sorted()
        )
        guard status.status == 0 else {
            throw Failure("commit: git status failed", hint: "git's own message is above")
        }
        return status.output.split(separator: 0).map {
            String(decoding: $0.dropFirst(3), as: UTF8.self)
        }
    }
}
