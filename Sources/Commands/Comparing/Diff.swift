internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection

extension Command {
    static let diff = Command(
        "diff",
        summary: "show what two clusters get differently, and whether it is intended",
        arguments: [
            .required("CLUSTER", .cluster), .required("OTHER", .cluster),
            .many("NAMESPACE/NAME", .document),
        ],
        options: [.flag("--all", "list keys that are the same too"), .json] + Session.options,
        details: """
            Key by key: same (one value id), override (different layers win), derived (a template \
            makes it of what differs), removed (a layer takes it away from one), optional (one lacks \
            it, and may), missing (one lacks it, and nothing says why). Without names, of all \
            secrets. Opens nothing and needs no private key.
            """,
        examples: [
            "fleetseal diff eu-west-1 us-east-1", "fleetseal diff eu-west-1 us-east-1 payments/db",
        ]
    ) { invocation in
        let titles = try invocation.many("NAMESPACE/NAME").map {
            try SecretStore.Title(parsing: $0)
        }
        try Session(invocation).reading { registry in
            let first = try registry.cluster(invocation.argument("CLUSTER")).cluster.document
            let second = try registry.cluster(invocation.argument("OTHER")).cluster.document
            let store = SecretStore(registry.tree)
            let entries = titles.isEmpty ? try store.all() : try titles.map(store.secret)
            let report = ComparisonReport(
                ClusterComparison(
                    first,
                    second,
                    entries,
                    keepsSame: invocation.flag("--all"),
                    holders: try registry.holders(of: [first, second], for: entries)
                ),
                showsAll: invocation.flag("--all")
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
