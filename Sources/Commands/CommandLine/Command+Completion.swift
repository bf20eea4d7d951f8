extension Command {
    /// Prints the completion script of a shell.
    static let completion = Command(
        "completion",
        summary: "print the completion script of a shell",
        arguments: [.required("SHELL", .choice(["bash", "zsh", "fish"]))],
        examples: ["fleetseal completion bash"]
    ) { _ in
        .done
    }

    /// Lists names for the completion scripts.
    static let names = Command(
        "__complete",
        summary: "list the names of a kind",
        arguments: [.required("KIND", .choice(ValueKind.named.map(\.word)))],
        examples: [],
        isHidden: true
    ) { _ in
        .done
    }
}
