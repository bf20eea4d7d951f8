/// Something that happened, for those who look at events: said once, when it changes.
package struct Event: Hashable, Sendable {
    package let isWarning: Bool
    package let reason: String
    package let message: String

    /// What an action did to a Secret.
    package init(_ cause: Cause, _ name: SecretName, replaced: Bool = false) {
        isWarning = cause == .healed || replaced
        reason = cause.rawValue
        let what =
            switch cause {
            case .created: "created"
            case .changed: "changed, as its document did"
            case .healed: "put back after somebody else changed it"
            case .adopted: "taken over"
            case .marked: "marked anew"
            case .pruned: "deleted, as its document is gone"
            case .restarted: "changed; its workloads were restarted"
            }
        message = replaced ? "\(name): deleted and created anew; \(what)" : "\(name): \(what)"
    }

    private init(_ problem: Problem, isWarning: Bool) {
        self.isWarning = isWarning
        reason = problem.reason.rawValue
        message = problem.message
    }

    /// What a report says that the one before did not.
    ///
    /// Progress is no event, and neither is an agent that starts and finds all as it should be. In a
    /// namespace that is not there, there is no place for one.
    package static func events(from before: Report?, to after: Report) -> [Event] {
        var events: [Event] = []
        let isNew = before?.reason != after.reason
        let isWarning = after.reason.standing == .needsPerson || after.reason == .drifted
        let isNews = before != nil || isWarning || after.reason.standing != .fine
        let isTold = ![.progressing, .namespaceMissing].contains(after.reason)
        if isNew, isNews, isTold {
            events.append(
                Event(Problem(after.reason, after.message), isWarning: isWarning)
            )
        }
        if let drift = after.drift, before?.drift == nil, after.reason != .drifted {
            events.append(Event(Problem(.drifted, drift), isWarning: true))
        }
        let known = Set((before?.remarks ?? []).map(\.reason))
        for remark in after.remarks where !known.contains(remark.reason) {
            events.append(Event(remark, isWarning: true))
        }
        return events
    }
}
