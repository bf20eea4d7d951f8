internal import CommandLine

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The program git, run in one folder.
///
/// It reads and writes as the user's own git does: with their configuration, includes, work trees,
/// hooks, and the variables that a hook is started with. No shell is between. What git itself has to
/// say goes straight to standard error.
struct GitProgram {
    /// What a call may take that talks to a stranger.
    struct Bounds {
        /// After that it is killed; its exit status is ``GitProgram/killed`` then.
        var time: Duration
        /// More than that it cannot write to one file.
        var fileBytes: Int?
        /// Where it writes objects, if that is not the clone.
        var objects: FetchedObjects?
    }

    /// The exit status of a git that took too long.
    static let killed: Int32 = 128 + SIGKILL

    private let folder: String

    init(in folder: String) {
        self.folder = folder
    }

    /// Runs a command of git's; how it ended is for the caller to judge.
    ///
    /// `isQuiet` keeps its messages back, for questions that the exit status answers.
    func outcome(
        _ arguments: [String],
        input: [UInt8] = [],
        isQuiet: Bool = false
    ) throws(Failure) -> ChildProcess.Outcome {
        try ChildProcess.outcome(
            of: ["git", "-C", folder] + arguments,
            for: Self.purpose(arguments),
            input: input,
            isQuiet: isQuiet
        )
    }

    /// Runs a command of git's within bounds.
    ///
    /// The shell sets the limit for git, and what git starts, before any of them runs; it reads none of
    /// the words. The limit's signal is ignored, so that git itself says that a file became too large.
    func outcome(
        _ arguments: [String],
        input: [UInt8] = [],
        within bounds: Bounds
    ) throws(Failure) -> ChildProcess.Outcome {
        // POSIX counts by blocks of 512 bytes, whatever those of the disk are.
        let limit = bounds.fileBytes.map { "ulimit -f \($0 / 512) || exit 125; " } ?? ""
        let script =
            "ulimit -c 0; trap '' XFSZ; \(limit)test -z \"$1\" || export GIT_OBJECT_DIRECTORY=\"$1\"; shift; exec \"$@\""
        return try ChildProcess.outcome(
            of: ["sh", "-c", script, "sh", bounds.objects?.path ?? "", "git", "-C", folder]
                + arguments,
            for: Self.purpose(arguments),
            input: input,
            limit: 64 << 20,
            within: bounds.time
        )
    }

    /// What a git command prints, without the line end after it; any exit status but 0 is an error.
    func output(_ arguments: [String], input: [UInt8] = []) throws(Failure) -> String {
        let outcome = try outcome(arguments, input: input)
        guard outcome.status == 0 else {
            throw Failure(
                "\(Self.purpose(arguments)): it ended with exit status \(outcome.status)",
                hint: "git's own message is above"
            )
        }
        return outcome.text
    }

    /// Whether a command of git's ends with 0, asked without its messages.
    func succeeds(_ arguments: [String]) throws(Failure) -> Bool {
        try outcome(arguments, isQuiet: true).status == 0
    }

    /// What a command prints; nothing if it fails, asked without its messages.
    func answer(_ arguments: [String]) throws(Failure) -> String? {
        let outcome = try outcome(arguments, isQuiet: true)
        return outcome.status == 0 ? outcome.text : nil
    }

    /// The local setting of a name, nothing if there is none.
    func setting(_ name: String) throws(Failure) -> String? {
        let arguments = ["config", "--local", "--get", name]
        let outcome = try outcome(arguments)
        // Git says with 1 that there is none.
        guard outcome.status != 1 else { return nil }
        guard outcome.status == 0 else {
            throw Failure(
                "\(Self.purpose(arguments)): it ended with exit status \(outcome.status)",
                hint: "git's own message is above"
            )
        }
        return outcome.text
    }

    /// `run git commit`, past what stands before the command's name.
    private static func purpose(_ arguments: [String]) -> String {
        var rest = arguments[...]
        while let first = rest.first, first.hasPrefix("-") {
            rest = rest.dropFirst(first == "-c" ? 2 : 1)
        }
        return "run git \(rest.first ?? "")"
    }
}
