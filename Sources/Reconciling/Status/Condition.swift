/// One line of a resource's `status.conditions`, as kstatus and Argo CD read them.
package struct Condition: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// The Secret is what the document last asked for.
        case ready = "Ready"
        /// The same as `ready`.
        case synced = "Synced"
        /// The agent is working on it, or tries again by itself.
        case reconciling = "Reconciling"
        /// Nothing changes until a person does something.
        case stalled = "Stalled"
        /// Somebody else changed the Secret.
        case drifted = "Drifted"
    }

    package enum Status: String, Sendable {
        case yes = "True"
        case no = "False"
        case unknown = "Unknown"
    }

    package let kind: Kind
    package let status: Status
    package let reason: String
    package let message: String
    /// The version of the document that it is about.
    package let generation: Int
    /// When `status` became what it is.
    package let since: Moment

    package init(
        _ kind: Kind,
        _ status: Status,
        reason: String,
        message: String,
        generation: Int,
        since: Moment
    ) {
        self.kind = kind
        self.status = status
        self.reason = reason
        self.message = message
        self.generation = generation
        self.since = since
    }
}

extension Report {
    /// All conditions, each made anew; only the time of a status that stays is taken from `before`.
    package func conditions(
        after before: [Condition],
        generation: Int,
        at now: Moment
    ) -> [Condition] {
        Condition.Kind.allCases.map { kind in
            let (status, reason, message) = line(kind)
            let old = before.first { $0.kind == kind }
            return Condition(
                kind,
                status,
                reason: reason,
                message: message,
                generation: generation,
                since: old.flatMap { $0.status == status ? $0.since : nil } ?? now
            )
        }
    }

    private func line(_ kind: Condition.Kind) -> (Condition.Status, String, String) {
        switch kind {
        case .ready, .synced: (isReady ? .yes : .no, reason.rawValue, text)
        case .reconciling: (isReconciling ? .yes : .no, reason.rawValue, isReconciling ? text : "")
        case .stalled: (isStalled ? .yes : .no, reason.rawValue, isStalled ? text : "")
        case .drifted:
            if let drift {
                (.yes, Reason.drifted.rawValue, drift)
            } else if isLooked {
                (.no, reason.rawValue, "")
            } else {
                (.unknown, reason.rawValue, "nobody looked")
            }
        }
    }

    /// The message with the remarks.
    package var text: String {
        ([message] + remarks.map(\.message)).joined(separator: "; ")
    }

    /// Whether the agent goes on by itself: a suspended document waits for people, but wants nothing.
    package var isReconciling: Bool {
        reason.standing == .waiting && reason != .suspended && reason != .breakGlass
    }

    package var isStalled: Bool { reason.standing == .needsPerson }

    /// Whether what the report says was seen on the Secret.
    private var isLooked: Bool { reason == .applied || reason == .drifted }
}
