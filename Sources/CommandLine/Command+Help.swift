extension Command {
    /// `help CMD`, the same as `CMD --help`.
    static let help = Command(
        "help",
        summary: "show the help of a command",
        arguments: [.many("COMMAND")],
        examples: ["fleetseal help cluster add"]
    ) { invocation in
        let path = invocation.many("COMMAND")
        let program = invocation.program
        guard path.isEmpty || program.command(path) != nil || !program.words(after: path).isEmpty
        else {
            throw UsageError("no such command", hint: "\(program.name) help lists what there is")
        }
        try invocation.terminal.print(Help(program: program).text(for: path), end: "")
        return .done
    }
}
