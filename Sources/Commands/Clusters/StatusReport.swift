internal import JSON
internal import CommandLine
internal import Reconciling

/// How clusters are, for people and for programs.
struct StatusReport {
    private let clusters: [ClusterHealth]

    init(_ clusters: [ClusterHealth]) {
        self.clusters = clusters
    }

    func print(to terminal: Terminal) throws {
        var table = Table("CONTEXT", "CLUSTER", "AGENT", "READY", "DRIFTED", "STATUS")
        for cluster in clusters { table.add(Self.cells(cluster)) }
        try terminal.print(table.text(for: terminal))
        for cluster in clusters {
            if let trouble = cluster.trouble {
                try terminal.print(
                    "\(Terminal.escaped(cluster.context)): \(Terminal.escaped(trouble))"
                )
            }
            for problem in cluster.problems {
                try terminal.print(
                    "\(Terminal.escaped(cluster.context)): \(Terminal.escaped(problem))"
                )
            }
            for document in cluster.documents where !document.isReady || document.isDrifted {
                try terminal.print(Self.line(document, in: cluster))
            }
        }
    }

    private static func line(_ document: DocumentState, in cluster: ClusterHealth) -> String {
        [cluster.context, ": ", document.title, "  ", document.reason, "  ", document.message]
            .map(Terminal.escaped).joined()
    }

    private static func cells(_ cluster: ClusterHealth) -> [Table.Cell] {
        let name = cluster.agent?.publication?.cluster ?? "-"
        guard cluster.trouble == nil, let agent = cluster.agent else {
            return [
                Table.Cell(cluster.context), "-", "-", "-", "-", Table.Cell("no answer", .red),
            ]
        }
        let ready = cluster.documents.count - cluster.unready.count
        return [
            Table.Cell(cluster.context), Table.Cell(name),
            Table.Cell(word(agent.life), cluster.isServed ? nil : .red),
            Table.Cell("\(ready)/\(cluster.documents.count)"),
            Table.Cell("\(cluster.drifted.count)", cluster.drifted.isEmpty ? nil : .yellow),
            cluster.isReady ? Table.Cell("ready", .green) : Table.Cell("not ready", .red),
        ]
    }

    private static func word(_ life: AgentNews.Life) -> String {
        switch life {
        case .running: "running"
        case .absent: "none"
        case .unknown: "-"
        case .silent(let silence): "silent for \(minutes(silence))"
        }
    }

    private static func minutes(_ silence: Duration) -> String {
        let minutes = silence.components.seconds / 60
        return minutes < 120
            ? "\(minutes)m" : minutes < 2_880 ? "\(minutes / 60)h" : "\(minutes / 1_440)d"
    }

    // MARK: For programs

    var json: JSONValue { .array(clusters.map(Self.json)) }

    private static func json(_ cluster: ClusterHealth) -> JSONValue {
        let shown = cluster.documents.filter { !$0.isReady || $0.isDrifted }
        let isAsked = cluster.trouble == nil
        return [
            "context": .string(cluster.context),
            "cluster": JSONValue(cluster.agent?.publication?.cluster),
            "ready": .boolean(cluster.isReady),
            "error": JSONValue(cluster.trouble),
            "agent": JSONValue(cluster.agent.map { state($0.life) }),
            "count": isAsked ? .integer(cluster.documents.count) : .null,
            "notReady": isAsked ? .integer(cluster.unready.count) : .null,
            "drifted": isAsked ? .integer(cluster.drifted.count) : .null,
            "problems": JSONValue(cluster.problems),
            "documents": .array(shown.map(json)),
        ]
    }

    private static func state(_ life: AgentNews.Life) -> String {
        switch life {
        case .running: "running"
        case .absent: "none"
        case .unknown: "unknown"
        case .silent: "silent"
        }
    }

    private static func json(_ document: DocumentState) -> JSONValue {
        [
            "document": .string(document.title), "ready": .boolean(document.isReady),
            "drifted": .boolean(document.isDrifted), "reason": .string(document.reason),
            "message": .string(document.message),
        ]
    }
}
