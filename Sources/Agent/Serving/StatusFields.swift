internal import Reconciling
internal import Sealing
internal import Telemetry

/// What `/v1/status` says, whatever the target is.
enum StatusFields {
    /// As many documents are named at the most.
    private static let limit = 1_000

    /// What everybody may see.
    static func summary(
        cluster: String,
        isReady: Bool,
        sourceKnown: Bool,
        reports: some Sequence<Report>,
        keys: ClusterKeys
    ) -> [Field.Pair] {
        var counts: [Reason: Int] = [:]
        for report in reports { counts[report.reason, default: 0] += 1 }
        let reasons = counts.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { Field.Pair($0.key.rawValue, .number($0.value)) }
        return [
            Field.Pair("cluster", .text(cluster)),
            Field.Pair("version", .text(FleetsealAgent.version)),
            Field.Pair("ready", .flag(isReady)),
            Field.Pair("sourceKnown", .flag(sourceKnown)),
            Field.Pair("reasons", .fields(reasons)),
            Field.Pair("keys", .texts(keys.all.map { $0.key.id.text })),
        ]
    }

    /// Documents for those who may see names, what is not ready first.
    static func named(_ reports: [DocumentID: Report]) -> [NamedReport] {
        var ready: [DocumentID] = []
        var unready: [DocumentID] = []
        for (document, report) in reports {
            if report.isReady { ready.append(document) } else { unready.append(document) }
        }
        unready.sort()
        var shown = unready.prefix(limit)
        if shown.count < limit {
            ready.sort()
            shown += ready.prefix(limit - shown.count)
        }
        return shown.compactMap { document in
            reports[document].map { NamedReport(document: document, report: $0) }
        }
    }

    /// What is said of a document.
    static func document(_ named: NamedReport) -> Field {
        let report = named.report
        var pairs = [
            Field.Pair("document", .text(named.document.description)),
            Field.Pair("ready", .flag(report.isReady)),
            Field.Pair("reason", .text(report.reason.rawValue)),
            Field.Pair("message", .text(report.message)),
        ]
        if let drift = report.drift { pairs.append(Field.Pair("drift", .text(drift))) }
        return .fields(pairs)
    }

    /// What is wrong besides what is said of documents.
    static func problem(_ problem: Problem) -> Field {
        .fields([
            Field.Pair("reason", .text(problem.reason.rawValue)),
            Field.Pair("message", .text(problem.message)),
        ])
    }
}

/// What is said of a document, with its name.
struct NamedReport: Sendable {
    let document: DocumentID
    let report: Report
}
