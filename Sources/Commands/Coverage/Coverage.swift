internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import Inspection

extension Command {
    static let coverage = Command(
        "coverage",
        summary: "show which clusters get which keys, from which layers, and the gaps",
        arguments: [.many("NAMESPACE/NAME", .document)],
        options: [
            .value("--select", "SELECTOR", "only clusters that match: env=prod,region in (eu,us)"),
            .value("--by", "AXIS", "columns: cluster or group", .choice(["cluster", "group"])),
            .flag("--gaps", "only keys with gaps"),
            .value(
                "--output",
                "FORMAT",
                "table, csv, json or html",
                .choice(["table", "csv", "json", "html"]),
                short: "-o"
            ), .json,
            .value("--out", "FILE", "write to this file instead of standard output", .file),
        ] + Session.options,
        details: """
            A row for each key of each secret, a column for each cluster (or, with --by group, for the \
            clusters of each group). A gap is a key that a cluster does not get though the secret is \
            for it, unless the key is optional or a layer takes it away. html is one page without \
            values and without outside resources. Opens nothing and needs no private key.
            """,
        examples: [
            "fleetseal coverage",
            "fleetseal coverage --select env=production --gaps",
            "fleetseal coverage --by group --output html --out coverage.html",
        ]
    ) { invocation in
        let selector = try invocation.value("--select").map { try LabelArguments.selector($0) }
        let titles = try invocation.many("NAMESPACE/NAME").map {
            try SecretStore.Title(parsing: $0)
        }
        try Session(invocation).reading { registry in
            let entries = try registry.allClusters().filter { !$0.isRemoved }
            let clusters = entries.map(\.cluster.document).filter {
                selector?.matches($0.labelTable) ?? true
            }
            guard !clusters.isEmpty else {
                throw Failure(
                    "select clusters: none matches",
                    hint: "fleetseal cluster list shows their labels"
                )
            }
            let store = SecretStore(registry.tree)
            let secrets =
                titles.isEmpty
                ? try store.all()
                : try titles.enumerated().filter { titles.firstIndex(of: $1) == $0 }
                    .map { try store.secret($1) }
            let axis = invocation.value("--by").flatMap(CoverageMatrix.Axis.init) ?? .cluster
            let matrix = CoverageMatrix(
                Census(
                    clusters,
                    groups: try registry.allGroups().map(\.document)
                        + entries.map(\.own.document),
                    isRevoked: registry.trust.isRevoked
                ),
                by: axis,
                secrets,
                onlyGaps: invocation.flag("--gaps")
            )
            let output = CoverageOutput(
                matrix,
                fleet: registry.fleet.name,
                format: try format(invocation)
            )
            guard let file = invocation.value("--out") else {
                return try output.print(invocation.terminal)
            }
            let text = try output.text(for: invocation.terminal.plain, width: .max)
            try UserFile.write(file, Array(text.utf8), mode: 0o644, mustNotExist: false)
            invocation.terminal.note("wrote \(Terminal.escaped(file))")
        }
        return .done
    }

    private static func format(_ invocation: Invocation) throws -> String {
        let given = invocation.value("--output")
        guard invocation.flag("--json") else { return given ?? "table" }
        guard given == nil || given == "json" else {
            throw UsageError("--json and --output say different things", hint: "give one of them")
        }
        return "json"
    }
}
