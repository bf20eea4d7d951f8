internal import CommandLine

/// The branch that a commit is made on, with the way back from it.
struct CommitPlace {
    private let git: GitProgram
    /// What was checked out before; nothing where HEAD was detached.
    private let original: String?
    /// The commit that everything started from.
    let base: String
    /// The branch to be made, if there is one.
    let new: String?

    init(_ git: GitProgram, from branch: String?, base: String, new: String?) {
        self.git = git
        original = branch
        self.base = base
        self.new = new
    }

    /// Makes the new branch and goes to it; no file changes.
    func enter() throws {
        guard let new else { return }
        _ = try git.output(["checkout", "--quiet", "--no-track", "-b", new])
    }

    /// Goes back to where HEAD was, with no commit made.
    func leave() throws {
        guard let new else { return }
        _ = try git.output(
            ["checkout", "--quiet"] + (original.map { [$0, "--"] } ?? ["--detach", base])
        )
        _ = try git.output(["branch", "--quiet", "-D", new])
    }

    /// Takes a commit back: the branch and the files are what they were.
    ///
    /// Other changes of the user stay.
    func undo() throws {
        if new == nil { try move(to: base) } else { try leave() }
    }

    /// Moves the branch that is checked out, and the files with it, to a commit.
    ///
    /// Refused by git where a file that differs has changes of the user's.
    func move(to commit: String) throws {
        guard let original else { preconditionFailure("a detached HEAD has no branch to move") }
        _ = try git.output(["checkout", "--quiet", "--no-track", "-B", original, commit])
    }
}
