internal import JSON
internal import CommandLine
internal import Reconciling
internal import Rotation

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
            for source in cluster.sources where !source.isReady {
                try terminal.print(Self.line(source, in: cluster))
            }
            for document in cluster.notable {
                try terminal.print(Self.line(document, in: cluster))
            }
        }
    }

    private static func line(_ document: DocumentState, in cluster: ClusterHealth) -> String {
        [cluster.context, ": ", document.title, "  ", document.reason, "  ", document.message]
            .map(Terminal.escaped).joined()
    }

    private static func line(_ source: SourceState, in cluster: ClusterHealth) -> String {
        [cluster.context, ": ", source.title, "  ", source.reason, "  ", source.message]
            .map(Terminal.escaped).joined()
    }

    private static func cells(_ cluster: ClusterHealth) -> [Table.Cell] {
        let name = cluster.agent?.publication?.origin.cluster ?? "-"
        guard cluster.trouble == nil, let agent = cluster.agent else {
            return [
                Table.Cell(cluster.context), "-", "-", "-", "-", Table.Cell("no answer", .red),
            ]
        }
        let ready = cluster.total - cluster.notReady
        return [
            Table.Cell(cluster.context), Table.Cell(name),
            Table.Cell(word(agent.life), cluster.isServed ? nil : .red),
            Table.Cell("\(ready)/\(cluster.total)"),
            Table.Cell("\(cluster.drifted.count)", cluster.drifted.isEmpty ? nil : .yellow),
            cluster.isReady
                ? Table.Cell("ready", .green)
                : Table.Cell(cluster.isServed ? "not ready" : "no agent", .red),
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
        let isAsked = cluster.trouble == nil
        return [
            "context": .string(cluster.context),
            "cluster": JSONValue(cluster.agent?.publication?.origin.cluster),
            "ready": .boolean(cluster.isReady),
            "error": JSONValue(cluster.trouble),
            "agent": JSONValue(cluster.agent.map { state($0.life) }),
            "count": isAsked ? .integer(cluster.total) : .null,
            "notReady": isAsked ? .integer(cluster.notReady) : .null,
            "drifted": isAsked ? .integer(cluster.drifted.count) : .null,
            "problems": JSONValue(cluster.problems),
            "sources": .array(cluster.sources.map(json)),
            "documents": .array(cluster.notable.map(json)),
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

    private static func json(_ source: SourceState) -> JSONValue {
        [
            "source": JSONValue(source.name), "ready": .boolean(source.isReady),
            "reason": .string(source.reason), "message": .string(source.message),
            "count": .integer(source.total), "notReady": .integer(source.notReady),
        ]
    }

    private static func json(_ document: DocumentState) -> JSONValue {
        [
            "document": .string(document.title), "ready": .boolean(document.isReady),
            "drifted": .boolean(document.isDrifted), "reason": .string(document.reason),
            "message": .string(document.message),
        ]
    }
}
