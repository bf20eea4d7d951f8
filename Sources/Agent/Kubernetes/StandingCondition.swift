internal import Reconciling

/// What of a condition matters for the next status: its state, and since when.
///
/// There are five of them for every document: the texts are not kept.
struct StandingCondition: Sendable {
    let kind: Condition.Kind
    let status: Condition.Status
    let since: Moment

    init(kind: Condition.Kind, status: Condition.Status, since: Moment) {
        self.kind = kind
        self.status = status
        self.since = since
    }

    init(_ condition: Condition) {
        self.init(kind: condition.kind, status: condition.status, since: condition.since)
    }

    /// The condition without its texts.
    var condition: Condition {
        Condition(kind, status, reason: "", message: "", generation: 0, since: since)
    }
}
