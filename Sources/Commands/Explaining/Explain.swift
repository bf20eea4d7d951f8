internal import Documents
internal import Fleet
internal import Inspection
internal import Sealing

extension Command {
    static let explain = Command(
        "explain",
        summary: "show why a cluster gets what it gets of a secret",
        arguments: [.required("NAMESPACE/NAME", .document)],
        options: [.value("--cluster", "NAME", "the cluster", .cluster), .json] + Session.options,
        details: """
            For each key: the layer that wins and where it stands, the version of the value, the key it \
            is sealed to, the layers that it hides; then keys that a layer takes away, keys that only \
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
            let explanation = Explanation(entry, on: cluster)
            let report = ExplanationReport(
                explanation,
                states: try KeyStates(of: explanation, registry)
            )
            if invocation.flag("--json") {
                try invocation.terminal.print(JSONWriter.text(report.json))
            } else {
                try report.print(invocation.terminal)
            }
        }
        return .done
    }
}

/// The states of the group keys that values are sealed to; reads only the groups concerned.
struct KeyStates {
    private let states: [String: [KeyID: String]]

    init(of explanation: Explanation, _ registry: Registry) throws {
        var states: [String: [KeyID: String]] = [:]
        for item in explanation.given where states[item.decision.group] == nil {
            let group = item.decision.group
            guard let found = try registry.groupIfAny(group)?.document else { continue }
            states[group] = Dictionary(
                found.keys.map { key in
                    (
                        key.id,
                        registry.trust.isRevoked(key.publicKey) ? "revoked" : key.state.rawValue
                    )
                },
                uniquingKeysWith: { first, _ in first }
            )
        }
        self.states = states
    }

    /// The state of the key that a value is sealed to; `unknown` if its group does not have it.
    func state(_ statement: Statement) -> String? {
        guard let value = statement.value else { return nil }
        return states[statement.group]?[value.sealed.key] ?? "unknown"
    }
}
