internal import CommandLine

/// The program git, run in one folder.
///
/// It reads and writes as the user's own git does: with their configuration, includes, work trees,
/// hooks, and the variables that a hook is started with. No shell is between. What git itself has to
/// say goes straight to standard error.
struct GitProgram {
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
