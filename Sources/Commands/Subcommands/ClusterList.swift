internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Sealing

extension Command {
    static let clusterList = Command(
        "cluster list",
        summary: "list the clusters with their labels and keys",
        options: [
            .value(
                "--select",
                "SELECTOR",
                "only those that match: env=prod,region in (eu,us),!edge"
            ), .json,
        ] + Session.options,
        examples: [
            "fleetseal cluster list", "fleetseal cluster list --select env=production --json",
        ]
    ) { invocation in
        let selector = try invocation.value("--select").map { try LabelArguments.selector($0) }
        try Session(invocation).reading { registry in
            let clusters = try registry.allClusters().filter { entry in
                !entry.isRemoved && selector?.matches(entry.cluster.document.labelTable) ?? true
            }
            if invocation.flag("--json") {
                try invocation.terminal.print(
                    JSONText.indented(
                        .array(clusters.map { ClusterReport.json($0.cluster.document) })
                    )
                )
                return
            }
            var table = Table("NAME", "KEY", "GROUPS", "LABELS")
            for entry in clusters {
                let cluster = entry.cluster.document
                let key = cluster.keys.first { $0.state == .active }
                table.add(
                    "\(cluster.name)",
                    key.map { "\($0.id)" } ?? "none",
                    "\(cluster.groups.filter { $0 != cluster.name }.joined(separator: ","))",
                    "\(cluster.labels.map { "\($0.key)=\($0.value)" }.joined(separator: ","))"
                )
            }
            try invocation.terminal.print(table.text(for: invocation.terminal))
        }
        return .done
    }

    static let clusterShow = Command(
        "cluster show",
        summary: "show one cluster: labels, groups, keys, what it gets",
        arguments: [.required("NAME", .cluster)],
        options: [.json] + Session.options,
        examples: ["fleetseal cluster show us-east-1"]
    ) { invocation in
        try Session(invocation).reading { registry in
            let cluster = try registry.cluster(invocation.argument("NAME")).cluster.document
            let secrets = try SecretStore(registry.tree).all().filter {
                Resolution($0, on: cluster).applies
            }
            if invocation.flag("--json") {
                try invocation.terminal.print(
                    JSONText.indented(ClusterReport.json(cluster, secrets: secrets.map(\.title)))
                )
                return
            }
            try ClusterReport.print(cluster, secrets.map(\.title), invocation.terminal)
        }
        return .done
    }
}

enum ClusterReport {
    static func json(_ cluster: ClusterDocument, secrets: [String]? = nil) -> JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(cluster.name)),
            .init("labels", .object(cluster.labels.map { .init($0.key, .string($0.value)) })),
            .init("groups", JSONValue(cluster.groups)),
            .init("epoch", .integer(cluster.epoch)),
            .init("signedBy", .string(cluster.signature.operatorName)),
            .init("keys", .array(cluster.keys.map(json))),
        ]
        if let secrets { members.append(.init("secrets", JSONValue(secrets))) }
        return .object(members)
    }

    static func print(_ cluster: ClusterDocument, _ secrets: [String], _ terminal: Terminal) throws
    {
        try terminal.print("name     \(cluster.name)")
        try terminal.print(
            "labels   \(cluster.labels.map { "\($0.key)=\($0.value)" }.joined(separator: ", "))"
        )
        try terminal.print("groups   \(cluster.groups.joined(separator: ", "))")
        try terminal.print("signed   by \(cluster.signature.operatorName), epoch \(cluster.epoch)")
        for key in cluster.keys {
            try terminal.print("key      \(key.id) \(key.state.rawValue), made \(key.item.created)")
            try terminal.print("         \(key.publicKey.fingerprint)")
        }
        try terminal.print("gets     \(String(secrets.count, "secret"))")
        for title in secrets { try terminal.print("         \(title)") }
    }

    private static func json(_ key: ClusterKey) -> JSONValue {
        [
            "id": .string(key.id.text), "state": .string(key.state.rawValue),
            "created": .string(key.item.created), "public": .string(key.publicKey.text),
            "fingerprint": .string(key.publicKey.fingerprint.description),
        ]
    }
}
