/// Makes sense of a command line.
///
/// Words of a command come first, global options may stand anywhere before `--`. A value that
/// starts with a dash has to be written `--option=-value`, so that a forgotten value never swallows
/// the next option.
struct CommandLineParser {
    /// What a command line asks for.
    enum Request {
        case version
        case help([String])
        /// The words so far name no command yet.
        case overview([String])
        case run(Command, Invocation.Given)
    }

    let program: Program
    let arguments: [String]
    private var index = 0
    private var given = Invocation.Given()
    private var positional: [String] = []

    init(program: Program, arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }

    /// Whether colour is refused, known before anything else can go wrong.
    var isPlain: Bool { mentions(.noColor) }

    mutating func parse() throws(UsageError) -> Request {
        let path = try parsePath()
        if path.isEmpty, given.options[Option.version.name] != nil { return .version }
        guard let command = program.command(path) else {
            return mentions(.help) ? .help(path) : .overview(path)
        }
        if mentions(.help) { return .help(path) }
        try parseRest(of: command)
        try assignPositionals(of: command)
        return .run(command, given)
    }

    /// Sound before parsing, because no value of another option starts with a dash.
    private func mentions(_ option: Option) -> Bool {
        arguments.prefix { $0 != "--" }.contains { $0 == option.name || $0 == option.short }
    }
}

// MARK: - Words

extension CommandLineParser {
    private mutating func parsePath() throws(UsageError) -> [String] {
        var path: [String] = []
        while index < arguments.count {
            let token = arguments[index]
            if token == "--" { break }
            if Self.isOption(token) {
                if program.command(path) != nil { break }
                try parseOption(token, of: path)
                continue
            }
            guard follows(token, path) else {
                if program.command(path) != nil { break }
                throw unknownCommand(token, after: path)
            }
            path.append(token)
            index += 1
        }
        return path
    }

    private func follows(_ word: String, _ path: [String]) -> Bool {
        program.words(after: path).contains(word) || program.command(path + [word]) != nil
    }

    private func unknownCommand(_ word: String, after path: [String]) -> UsageError {
        let place = path.isEmpty ? "" : " of \(path.joined(separator: " "))"
        let what = path.isEmpty ? "command" : "subcommand"
        let shown = Suggestion.isEchoable(word) ? " \(word)" : ""
        let near = Suggestion.commands(like: word, after: path, in: program)
        let full = ([program.name] + path).joined(separator: " ")
        return UsageError(
            "unknown \(what)\(shown)\(place)",
            hint: near.isEmpty
                ? "\(full) --help lists what there is"
                : "did you mean \(near.map { "\(program.name) \($0)" }.joined(separator: " or "))?"
        )
    }
}

// MARK: - Options

extension CommandLineParser {
    private static func isOption(_ token: String) -> Bool {
        token.utf8.count > 1 && token.utf8.first == UInt8(ascii: "-")
    }

    private mutating func parseRest(of command: Command) throws(UsageError) {
        while index < arguments.count {
            let token = arguments[index]
            if token == "--" {
                positional += arguments[(index + 1)...]
                return
            }
            if Self.isOption(token) {
                try parseOption(token, of: command.path)
            } else {
                positional.append(token)
                index += 1
            }
        }
    }

    /// Reads one option and its value, with the command if one is known, else a global one.
    private mutating func parseOption(
        _ token: String,
        of path: [String]
    ) throws(UsageError) {
        let parts = token.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        let attached = parts.count > 1 ? String(parts[1]) : nil
        let known = (program.command(path)?.options ?? [.version]) + program.global
        guard let option = known.first(where: { $0.name == name || $0.short == name }) else {
            throw unknownOption(name, of: path, known: known)
        }
        index += 1
        guard option.takesValue else {
            if attached != nil { throw UsageError("\(option.name) takes no value") }
            given.options[option.name] = [""]
            return
        }
        let value = if let attached { attached } else { try nextValue(of: option) }
        try check(value, kind: option.kind, of: option.name)
        if given.options[option.name] != nil, !option.repeats {
            throw UsageError("\(option.name) is given more than once")
        }
        given.options[option.name, default: []].append(value)
    }

    private mutating func nextValue(of option: Option) throws(UsageError) -> String {
        guard index < arguments.count, !Self.isOption(arguments[index]) else {
            throw UsageError(
                "\(option.name) needs a value",
                hint: "\(option.usage.drop { $0 == " " }); a value that starts with a dash:"
                    + " \(option.name)=-value"
            )
        }
        defer { index += 1 }
        return arguments[index]
    }

    private func check(
        _ value: String,
        kind: ValueKind,
        of name: String
    ) throws(UsageError) {
        guard case .choice(let words) = kind, !words.contains(value) else { return }
        throw UsageError("\(name) is none of \(words.joined(separator: ", "))")
    }

    private func unknownOption(
        _ name: String,
        of path: [String],
        known: [Option]
    ) -> UsageError {
        let shown = Suggestion.isEchoable(name) ? " \(name)" : ""
        let place = path.isEmpty ? "" : " for \(path.joined(separator: " "))"
        let full = ([program.name] + path).joined(separator: " ")
        if let near = Suggestion.nearest(to: name, among: known.map(\.name)).first {
            return UsageError("unknown option\(shown)\(place)", hint: "did you mean \(near)?")
        }
        if program.command(path) == nil,
            program.commands.contains(where: { $0.option(name) != nil })
        {
            return UsageError(
                "option\(shown) stands before the command",
                hint: "write it after the command's name"
            )
        }
        return UsageError(
            "unknown option\(shown)\(place)",
            hint:
                "\(full) --help lists what there is; a value that starts with a dash goes after --"
        )
    }
}

// MARK: - Arguments

extension CommandLineParser {
    private mutating func assignPositionals(of command: Command) throws(UsageError) {
        var rest = positional[...]
        let usage = "usage: \(program.name) \(command.usage)"
        for argument in command.arguments {
            let taken = argument.isMany ? rest : rest.prefix(1)
            if taken.isEmpty, argument.isRequired {
                throw UsageError("\(command.name): \(argument.name) is missing", hint: usage)
            }
            if case .many(let least) = argument.count, taken.count < least {
                throw UsageError(
                    "\(command.name): needs at least \(least) of \(argument.name)",
                    hint: usage
                )
            }
            for value in taken {
                try check(value, kind: argument.kind, of: argument.name)
            }
            if !taken.isEmpty { given.arguments[argument.name] = Array(taken) }
            rest = rest.dropFirst(taken.count)
        }
        guard !rest.isEmpty else { return }
        let most = command.arguments.count
        let limit = most == 0 ? "none" : most == 1 ? "one" : "at most \(most)"
        throw UsageError(
            "\(command.name): \(String(positional.count, "argument")) given, it takes \(limit)",
            hint: usage
        )
    }
}
