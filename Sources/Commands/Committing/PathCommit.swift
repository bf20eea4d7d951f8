internal import CommandLine

/// One commit of exactly some files, made by the user's own git: their name, signature and hooks.
struct PathCommit {
    private static let list = ["--pathspec-from-file=-", "--pathspec-file-nul"]

    private let git: GitProgram
    private let paths: [UInt8]
    /// Those that Git does not know yet.
    private let new: [UInt8]
    private let message: String

    init(_ git: GitProgram, _ paths: [String], new: [String], message: String) {
        self.git = git
        self.paths = Self.list(paths)
        self.new = Self.list(new)
        self.message = message
    }

    /// Makes the commit on the branch that is checked out.
    func run() throws {
        if !new.isEmpty {
            let add = ["--literal-pathspecs", "add", "--intent-to-add"] + Self.list
            _ = try git.output(add, input: new)
        }
        let commit = ["--literal-pathspecs", "commit", "--quiet", "--only"] + Self.list
        let outcome = try git.outcome(commit + ["--message=\(message)"], input: paths)
        guard outcome.status == 0 else {
            throw Failure(
                "commit: git commit ended with exit status \(outcome.status): a hook or the signing may have refused it",
                hint: "what git or the hook said is above; nothing was kept"
            )
        }
    }

    /// Takes the new files out of the index again.
    func forgetNew() throws {
        guard !new.isEmpty else { return }
        _ = try git.output(["update-index", "--force-remove", "-z", "--stdin"], input: new)
    }

    /// Makes the files, and the index, what the commit that is checked out has.
    func restore() throws {
        let restore = ["--literal-pathspecs", "restore", "--source=HEAD", "--staged", "--worktree"]
        _ = try git.output(restore + Self.list, input: paths)
    }

    private static func list(_ paths: [String]) -> [UInt8] {
        paths.flatMap { Array($0.utf8) + [0] }
    }
}
