internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection

extension Command {
    static let parity = Command(
        "parity",
        summary: "show which keys one group's clusters lack and another's have",
        arguments: [.required("GROUP", .group), .required("OTHER", .group)],
        options: [.json] + Session.options,
        details: """
            In both directions, such as keys that staging has and production lacks, and on how many \
            clusters. Different values are no difference here. Opens nothing and needs no private key.
            """,
        examples: ["fleetseal parity production staging"]
    ) { invocation in
        guard invocation.argument("GROUP") != invocation.argument("OTHER") else {
            throw UsageError("GROUP and OTHER are the same", hint: "name two groups")
        }
        try Session(invocation).reading { registry in
            let first = try registry.group(invocation.argument("GROUP")).name
            let second = try registry.group(invocation.argument("OTHER")).name
            let clusters = try registry.allClusters()
            let census = Census(
                clusters.map(\.cluster.document),
                groups: try registry.allGroups().map(\.document) + clusters.map(\.own.document),
                isRevoked: registry.trust.isRevoked
            )
            let entries = try SecretStore(registry.tree).all()
            let report = ParityReport(GroupParity(first, second, census, entries))
            if invocation.flag("--json") {
                try invocation.terminal.print(JSONText.indented(report.json))
            } else {
                try report.print(invocation.terminal)
            }
        }
        return .done
    }
}
