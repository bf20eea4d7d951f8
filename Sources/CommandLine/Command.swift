/// One subcommand: its place, its help and its body.
package struct Command: Sendable {
    /// The words that call it: `cluster add`.
    package let path: [String]
    let summary: String
    let arguments: [Argument]
    let options: [Option]
    let details: String
    let examples: [String]
    let isHidden: Bool
    let run: @Sendable (Invocation) throws -> ExitCode

    /// A subcommand.
    ///
    /// - Parameters:
    ///   - path: the words that call it, with single spaces: `cluster add`.
    ///   - summary: what it does in one line of the command list: imperative, lower case.
    ///   - arguments: required ones first; at most one that takes many, last.
    ///   - options: its own options, beside those that every command accepts.
    ///   - details: paragraphs for its own help, wrapped when shown; an indented line stays as is.
    ///   - examples: whole command lines, or `# comment` lines before them.
    ///   - isHidden: kept out of help and completion, for calls by scripts.
    ///   - run: the body.
    package init(
        _ path: String,
        summary: String,
        arguments: [Argument] = [],
        options: [Option] = [],
        details: String = "",
        examples: [String],
        isHidden: Bool = false,
        run: @escaping @Sendable (Invocation) throws -> ExitCode
    ) {
        self.path = path.split(separator: " ").map(String.init)
        self.summary = summary
        self.arguments = arguments
        self.options = options
        self.details = details
        self.examples = examples
        self.isHidden = isHidden
        self.run = run
    }

    /// The words that call it, as the user types them after the program's name.
    package var name: String { path.joined(separator: " ") }
}

extension Command {
    /// Everything it accepts, its own options first.
    var allOptions: [Option] { options + Option.global }

    func option(_ name: String) -> Option? {
        allOptions.first { $0.name == name || $0.short == name }
    }

    /// `cluster add NAME [--label K=V]...` without the program's name.
    var usage: String {
        let given = options.isEmpty ? [] : ["[options]"]
        return (path + given + arguments.map(\.usage)).joined(separator: " ")
    }

    /// Whether the parser can make sense of the declaration; false is a mistake of ours.
    var isConsistent: Bool {
        let required = arguments.prefix(while: \.isRequired).count
        let names = allOptions.flatMap { [$0.name] + ($0.short.map { [$0] } ?? []) }
        return !path.isEmpty && !arguments.dropFirst(required).contains(where: \.isRequired)
            && !arguments.dropLast().contains(where: \.isMany)
            && Set(names).count == names.count
            && Set(arguments.map(\.name)).count == arguments.count
    }
}
