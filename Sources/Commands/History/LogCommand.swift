internal import JSON
internal import CommandLine
internal import Fleet
internal import Git
internal import Inspection

extension Command {
    static let log = Command(
        "log",
        summary: "list the commits that changed a Secret's values",
        arguments: [.required("NAMESPACE/NAME", .document), .optional("KEY", .text)],
        options: [
            .flag("--reseals", "also commits that only sealed the same values again"),
            .value("--limit", "N", "stop after this many commits", .text),
            .json,
        ],
        details: """
            Goes back from HEAD. A value counts as changed when its version (v…) changes; that it was \
            sealed again, such as to the next key of its group, is left out. What stands around the \
            values (template, scope, order of layers) is listed too unless KEY is given. Needs no key \
            and believes nothing: it shows what the commits say.
            """,
        examples: ["fleetseal log payments/db", "fleetseal log payments/db password --json"]
    ) { invocation in
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        let session = try HistorySession(invocation)
        let log = try ValueLog(
            of: title,
            key: invocation.optional("KEY"),
            from: session.head(),
            in: session.repository,
            reseals: invocation.flag("--reseals"),
            limit: LogReport.limit(invocation.value("--limit"))
        )
        guard !log.entries.isEmpty else {
            let key = invocation.optional("KEY").map { " " + Terminal.escaped($0) } ?? ""
            throw Failure(
                "log \(title)\(key): no commit before HEAD has it",
                hint: session.repository.isShallow
                    ? "this clone does not have all commits: git fetch --unshallow"
                    : "what was never committed has no history; fleetseal coverage lists the secrets"
            )
        }
        let signers = try CommitSigners(log.entries.map(\.commit), root: session.repository.root)
        let report = LogReport(log: log, signers: signers)
        if invocation.flag("--json") {
            try invocation.terminal.print(JSONText.indented(report.json))
        } else {
            try report.print(to: invocation.terminal)
        }
        return .done
    }
}
