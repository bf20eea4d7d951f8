@testable import CommandLine
@testable import Commands

/// A small program with one of everything, and what running it printed.
enum Sample {
    static let program = Program(
        version: "1.2.3",
        summary: "keep secrets in Git",
        commands: [
            Command(
                "set",
                summary: "seal values into a document",
                arguments: [
                    .required("DOCUMENT", .document),
                    .required("KEY"),
                    .optional("FILE", .file),
                ],
                options: [
                    .value("--for", "GROUP", "seal to this group", .group, short: "-g"),
                    .value("--label", "K=V", "add a label", repeats: true),
                    .value(
                        "--scope",
                        "SCOPE",
                        "where the value may be used",
                        .choice(["strict", "namespace", "any"])
                    ),
                    .flag("--dry-run", "change nothing"),
                    .json,
                ],
                details: """
                    A value is read from standard input, so that it never stands in the history of
                    the shell.

                      printf %s "$SECRET" | fleetseal set payments/db password

                    Running it twice changes nothing the second time.
                    """,
                examples: ["fleetseal set payments/db password"],
                run: echo
            ),
            Command(
                "cluster add",
                summary: "add a cluster",
                arguments: [.required("CLUSTER", .cluster)],
                options: Option.identities,
                examples: ["fleetseal cluster add us-east-1"],
                run: echo
            ),
            Command(
                "cluster remove",
                summary: "take a cluster out",
                arguments: [.many("CLUSTER", .cluster, atLeast: 1)],
                examples: ["fleetseal cluster remove us-east-1"],
                run: echo
            ),
            Command(
                "group rekey",
                summary: "give a group a new key",
                arguments: [.many("GROUP", .group)],
                options: [.trust],
                examples: ["fleetseal group rekey production"],
                run: echo
            ),
        ],
        groups: ["cluster": "add, label and remove clusters", "group": "manage groups"],
        sections: [.init("Every day", ["set"]), .init("The fleet", ["cluster", "group"])]
    )

    /// Prints what it was given, in a stable form.
    private static let echo: @Sendable (Invocation) throws -> ExitCode = { invocation in
        var parts = [invocation.command.name]
        for argument in invocation.command.arguments {
            let values = invocation.many(argument.name)
            if !values.isEmpty { parts.append("\(argument.name)=\(values)") }
        }
        for option in invocation.command.allOptions where invocation.flag(option.name) {
            let values = invocation.values(option.name)
            parts.append(option.takesValue ? "\(option.name)=\(values)" : option.name)
        }
        try invocation.terminal.print(parts.joined(separator: " "))
        return .done
    }
}
