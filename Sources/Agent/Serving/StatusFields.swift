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

    /// What is wrong besides what is said of documents.
    static func problems(_ problems: [Problem]) -> [Field] {
        problems.map { problem in
            .fields([
                Field.Pair("reason", .text(problem.reason.rawValue)),
                Field.Pair("message", .text(problem.message)),
            ])
        }
    }

    /// Documents for those who may see names, what is not ready first.
    static func documents(_ reports: [DocumentID: Report]) -> [Field] {
        let unready = reports.filter { !$0.value.isReady }.sorted { $0.key < $1.key }
        var shown = unready.prefix(limit)
        if shown.count < limit {
            let ready = reports.filter(\.value.isReady).sorted { $0.key < $1.key }
            shown += ready.prefix(limit - shown.count)
        }
        return shown.map { document, report in
            var pairs = [
                Field.Pair("document", .text(document.description)),
                Field.Pair("ready", .flag(report.isReady)),
                Field.Pair("reason", .text(report.reason.rawValue)),
                Field.Pair("message", .text(report.message)),
            ]
            if let drift = report.drift { pairs.append(Field.Pair("drift", .text(drift))) }
            return .fields(pairs)
        }
    }
}
