internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection

extension Command {
    static let explain = Command(
        "explain",
        summary: "show why a cluster gets what it gets of a secret",
        arguments: [.required("NAMESPACE/NAME", .document)],
        options: [.value("--cluster", "NAME", "the cluster", .cluster), .json] + Session.options,
        details: """
            For each key: the layer that wins and where it stands, the version of the value, the key it \
            is sealed to, the layers that it hides, and since which commit; then keys that a layer takes away, keys that only \
            other clusters get, and what the template makes. Opens nothing and needs no private key.
            """,
        examples: ["fleetseal explain payments/db --cluster us-east-1"]
    ) { invocation in
        guard let name = invocation.value("--cluster") else {
            throw UsageError(
                "--cluster is missing",
                hint: "--cluster NAME; fleetseal cluster list shows the names"
            )
        }
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        try Session(invocation).reading { registry in
            let cluster = try registry.cluster(name).cluster.document
            let entry = try SecretStore(registry.tree).secret(title)
            let explanation = Explanation(
                entry,
                on: cluster,
                holders: try registry.holders(of: [cluster], for: [entry])
            )
            let report = ExplanationReport(
                explanation,
                states: try KeyStates(of: explanation, registry),
                since: ValueHistory(of: explanation, invocation)
            )
            if invocation.flag("--json") {
                try invocation.terminal.print(JSONText.indented(report.json))
            } else {
                try report.print(invocation.terminal)
            }
        }
        return .done
    }
}
