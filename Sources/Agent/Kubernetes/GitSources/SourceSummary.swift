internal import Documents
internal import JSON
internal import Reconciling

/// What became of all documents of a repository.
struct SourceSummary: Sendable {
    /// A document that is not ready.
    struct Unready: Sendable {
        let name: SecretName
        let report: Report
    }

    /// The commit in force.
    var revision: String?
    /// How many documents are for this cluster, and how many of these are ready.
    var total = 0
    var ready = 0
    /// The first of those that are not.
    var unready: [Unready] = []
    /// What is wrong with the repository itself.
    var problem: Problem?
    /// Whether one of the documents waits for a person.
    var isStalled = false
    /// Whether anything is known of the documents yet.
    var isRead = false

    static let limit = 50
}

extension ClusterEngine {
    /// The repository may deliver to these namespaces alone.
    func deliver(to namespaces: [NamePattern]?, of name: String) {
        guard repository?.namespaces != namespaces || repository?.name != name else { return }
        repository?.namespaces = namespaces
        repository?.name = name
        if hasBegun { queue.add([.registry]) }
    }

    /// What became of the repository's documents.
    var sourceSummary: SourceSummary {
        var summary = counted ?? count()
        counted = summary
        summary.problem =
            inventory.hold ?? repository?.trouble
            ?? inventory.blocked(source, at: AgentClock.now())
        return summary
    }

    private func count() -> SourceSummary {
        var summary = SourceSummary()
        guard let picture = repository?.picture else { return summary }
        summary.isRead = true
        summary.revision = picture.revision
        for document in picture.documents {
            guard !unsettled.contains(document.name) else {
                // What was said of it is about an earlier version, if anything was.
                if !document.isNotForThisCluster { summary.total += 1 }
                continue
            }
            guard let report = reports[document.id], report.reason != .notForThisCluster else {
                continue
            }
            summary.total += 1
            guard !report.isReady else {
                summary.ready += 1
                continue
            }
            if report.isStalled { summary.isStalled = true }
            if summary.unready.count < SourceSummary.limit {
                summary.unready.append(.init(name: document.name, report: report))
            }
        }
        return summary
    }
}

extension ResourceStatus {
    /// The status of a GitSource.
    init(
        _ summary: SourceSummary,
        isSuspended: Bool,
        generation: Int,
        after before: [Condition],
        at now: Moment
    ) {
        let state = State(summary, isSuspended: isSuspended)
        let kinds: [(Condition.Kind, Bool)] = [
            (.ready, state.isReady), (.synced, state.isReady),
            (.reconciling, state.isReconciling), (.stalled, state.isStalled),
        ]
        let conditions = kinds.map { kind, holds in
            let status: Condition.Status = holds ? .yes : .no
            let old = before.first { $0.kind == kind }
            let isTold = holds || kind == .ready || kind == .synced
            return Condition(
                kind,
                status,
                reason: state.reason,
                message: isTold ? state.message : "",
                generation: generation,
                since: old.flatMap { $0.status == status ? $0.since : nil } ?? now
            )
        }
        var value: JSONValue = [
            "observedGeneration": .integer(generation),
            "conditions": .array(conditions.map(Self.condition)),
            "documents": [
                "total": .integer(summary.total), "ready": .integer(summary.ready),
                "notReady": .integer(summary.total - summary.ready),
            ],
            "notReady": .array(summary.unready.map(Self.unready)),
        ]
        if let revision = summary.revision { value["revision"] = .string(revision) }
        self.init(value, conditions)
    }

    private static func unready(_ unready: SourceSummary.Unready) -> JSONValue {
        [
            "namespace": .string(unready.name.namespace), "name": .string(unready.name.name),
            "reason": .string(unready.report.reason.rawValue),
            "message": .string(String(unready.report.text.prefix(256))),
        ]
    }

    /// What is said of a GitSource as a whole.
    private struct State {
        var isReady = false
        var isReconciling = false
        var isStalled = false
        let reason: String
        let message: String

        init(_ summary: SourceSummary, isSuspended: Bool) {
            let counts = "\(summary.ready) of \(summary.total) documents are ready"
            if let problem = summary.problem {
                isStalled = problem.reason.standing == .needsPerson
                isReconciling = !isStalled
                (reason, message) = (problem.reason.rawValue, problem.message)
            } else if isSuspended {
                (reason, message) = (Reason.suspended.rawValue, "followed no further; \(counts)")
            } else if !summary.isRead {
                isReconciling = true
                (reason, message) = (Reason.progressing.rawValue, "the repository was not read yet")
            } else if summary.ready < summary.total {
                isStalled = summary.isStalled
                isReconciling = !isStalled
                (reason, message) = ("DocumentsNotReady", counts)
            } else {
                isReady = true
                (reason, message) = (Reason.applied.rawValue, counts)
            }
        }
    }
}
