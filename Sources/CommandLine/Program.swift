/// The whole program: finds the command that was asked for, runs it and reports what went wrong.
package struct Program: Sendable {
    /// Commands under one title in the overview.
    package struct Section: Sendable {
        let title: String
        let words: [String]

        /// The first words of the commands, in the order to show them.
        package init(_ title: String, _ words: [String]) {
            self.title = title
            self.words = words
        }
    }

    /// Lists the names of a kind for shell completion; knows no errors, since nobody could see them.
    package typealias Names = @Sendable (ValueKind, Invocation) -> [String]

    /// What the user types first.
    package let name: String
    /// The version without a leading letter.
    package let version: String
    let summary: String
    /// The commands, among them `help`, `completion` and what the completion scripts call.
    package let commands: [Command]
    let groups: [String: String]
    let sections: [Section]
    let names: Names
    /// The options that every command accepts, before its name and after it.
    let global: [Option]

    /// A program: `groups` has a summary for each first word that has subcommands, `sections` is
    /// the order of the overview (what it does not name comes last), and `names` lists the names of
    /// a kind in the fleet that an invocation is about.
    package init(
        name: String = "fleetseal",
        version: String,
        summary: String,
        commands: [Command],
        groups: [String: String] = [:],
        sections: [Section] = [],
        global: [Option] = Option.global,
        names: @escaping Names = { _, _ in [] }
    ) {
        self.name = name
        self.version = version
        self.summary = summary
        self.commands = commands + [.help, .completion, .names]
        self.groups = groups
        self.sections = sections
        self.names = names
        self.global = global
        // Not in a release, where every start would pay for it; the tests start it as debug build.
        assert(
            self.commands.allSatisfy(\.isConsistent)
                && Set(self.commands.map(\.name)).count == self.commands.count,
            "a command is declared wrongly or twice"
        )
    }

    /// Runs one command line, without the program's own name, and says what to exit with.
    package func run(
        arguments: [String],
        terminal: Terminal = .standard,
        environment: Environment = .process
    ) -> ExitCode {
        var parser = CommandLineParser(program: self, arguments: arguments)
        do {
            let request = try parser.parse()
            let terminal = parser.isPlain ? terminal.plain : terminal
            return try answer(request, terminal: terminal, environment: environment)
        } catch {
            let terminal = parser.isPlain ? terminal.plain : terminal
            terminal.report(error)
            return (error as? any ReportedError)?.exitCode ?? .failed
        }
    }

    /// Prepares the process, runs its own command line and says what to exit with.
    ///
    /// To be called once, before anything else opens a file.
    package func main() -> ExitCode {
        Descriptor.reserveStandard()
        Descriptor.prepareSignals()
        return run(arguments: Array(Swift.CommandLine.arguments.dropFirst()))
    }

    private func answer(
        _ request: CommandLineParser.Request,
        terminal: Terminal,
        environment: Environment
    ) throws -> ExitCode {
        switch request {
        case .version:
            try terminal.print("\(name) \(version)")
            return .done
        case .help(let path):
            try terminal.print(Help(program: self).text(for: path), end: "")
            return .done
        case .overview(let path):
            terminal.note(Help(program: self).text(for: path))
            return .usage
        case .run(let command, let given):
            return try command.run(
                Invocation(
                    command: command,
                    program: self,
                    given: given,
                    terminal: terminal,
                    environment: environment
                )
            )
        }
    }
}

extension Program {
    /// The command that exactly these words call.
    func command(_ path: [String]) -> Command? {
        commands.first { $0.path == path }
    }

    /// The words that may follow `path`, in the order of declaration.
    func words(after path: [String]) -> [String] {
        var words: [String] = []
        for command in commands where !command.isHidden && command.path.count > path.count {
            guard command.path.starts(with: path) else { continue }
            let word = command.path[path.count]
            if !words.contains(word) { words.append(word) }
        }
        return words
    }

    /// What a word of the overview does: the command's summary, or the group's.
    func summary(of path: [String]) -> String {
        if let command = command(path) { return command.summary }
        if path.count == 1, let summary = groups[path[0]] { return summary }
        return words(after: path).joined(separator: ", ")
    }
}
