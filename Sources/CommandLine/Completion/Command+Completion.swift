extension Command {
    /// Prints the completion script of a shell.
    static let completion = Command(
        "completion",
        summary: "print the completion script of a shell",
        arguments: [.required("SHELL", .choice(["bash", "zsh", "fish"]))],
        details: """
            The script completes commands, options, files, and the names of the fleet's clusters,
            groups, documents and operators. Write it to the file that the shell looks for:

              bash  ~/.local/share/bash-completion/completions/fleetseal
              zsh   _fleetseal in a folder of $fpath
              fish  ~/.config/fish/completions/fleetseal.fish
            """,
        examples: ["source <(fleetseal completion bash)"]
    ) { invocation in
        let program = invocation.program
        let script =
            switch invocation.argument("SHELL") {
            case "bash": BashCompletion(program: program).script
            case "zsh": ZshCompletion(program: program).script
            default: FishCompletion(program: program).script
            }
        try invocation.terminal.print(script, end: "")
        return .done
    }

    /// Lists names for the completion scripts, one a line.
    ///
    /// Names come from a repository that others write to. What a shell could take for more than a
    /// word is left out, though the scripts quote it too.
    static let names = Command(
        "__complete",
        summary: "list the names of a kind for completion scripts",
        arguments: [.required("KIND", .choice(ValueKind.named.map(\.word)))],
        examples: [],
        isHidden: true
    ) { invocation in
        let word = invocation.argument("KIND")
        guard let named = ValueKind.named.first(where: { $0.word == word }) else { return .usage }
        let names = invocation.program.names(named.kind, invocation).filter { name in
            !name.isEmpty && !name.hasPrefix("-") && name.utf8.allSatisfy(isHarmless)
        }
        if !names.isEmpty { try invocation.terminal.print(names.joined(separator: "\n")) }
        return .done
    }

    private static func isHarmless(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._/@".utf8.contains(byte)
        }
    }
}
