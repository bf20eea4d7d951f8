internal import CommandLine

/// What the user wants of Git once a command has written its files.
struct CommitOptions {
    /// Whether the commit is pushed as well.
    let pushes: Bool
    /// The new branch that the commit is made on; nothing for the one that is checked out.
    let branch: String?
    /// The hash of the whole command line, by which a run that was killed is known again.
    let command: String

    /// Accepted by every command that can commit what it wrote.
    static let all: [Option] = [
        .flag("--commit", "commit what was written, and nothing else, with your own git"),
        .flag(
            "--push",
            "with --commit: push it; if somebody was faster, do the work again on theirs"
        ),
        .value("--branch", "NAME", "with --commit: on a new branch of this name"),
    ]

    /// Nothing if no commit is asked for.
    init?(_ invocation: Invocation) throws {
        pushes = invocation.flag("--push")
        branch = invocation.value("--branch")
        command = CommitRecord.command(invocation)
        guard invocation.flag("--commit") else {
            guard !pushes, branch == nil else {
                throw UsageError("\(pushes ? "--push" : "--branch") is for --commit")
            }
            return nil
        }
    }

    private init(pushes: Bool, branch: String?, command: String) {
        self.pushes = pushes
        self.branch = branch
        self.command = command
    }

    /// The same for the branch that is checked out.
    var onBranchAtHand: CommitOptions {
        CommitOptions(pushes: pushes, branch: nil, command: command)
    }
}
