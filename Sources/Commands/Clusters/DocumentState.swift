internal import JSON
internal import Kubernetes
internal import Reconciling

/// What the agent says about one FleetSecret, as everybody reads conditions.
struct DocumentState: Sendable {
    let title: String
    let isReady: Bool
    let isDrifted: Bool
    /// Whether it has to do with the cluster at all.
    let isConcerned: Bool
    let reason: String
    let message: String

    init(_ object: Object) {
        title = "\(object.namespace ?? "")/\(object.name)"
        let status = object.status
        let conditions = status?["conditions"]?.items.map { $0 } ?? []
        let ready = conditions.first { $0["type"]?.equals(Condition.Kind.ready.rawValue) ?? false }
        let drifted = conditions.first {
            $0["type"]?.equals(Condition.Kind.drifted.rawValue) ?? false
        }
        let generation = object.node[path: "metadata", "generation"]?.integer ?? 0
        guard let ready, status?["observedGeneration"]?.integer == generation else {
            // What was said about an earlier version says nothing about this one.
            (isReady, isDrifted, isConcerned) = (false, false, true)
            (reason, message) = ("NotSeen", "the agent has not looked at this version yet")
            return
        }
        isReady = ready["status"]?.equals("True") ?? false
        isDrifted = drifted?["status"]?.equals("True") ?? false
        reason = ready["reason"]?.string ?? ""
        isConcerned = reason != Reason.notForThisCluster.rawValue
        message = ready["message"]?.string ?? ""
    }

    /// A document that is not ready, as an agent without a GitSource names it.
    init?(line: Substring) {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count == 3 else { return nil }
        title = String(words[0])
        (isReady, isDrifted, isConcerned) = (false, false, true)
        (reason, message) = (String(words[1]), String(words[2]))
    }

    /// A document that is not ready, as a GitSource names it.
    init(entry: JSONNode) {
        title = "\(entry["namespace"]?.string ?? "")/\(entry["name"]?.string ?? "")"
        (isReady, isDrifted, isConcerned) = (false, false, true)
        reason = entry["reason"]?.string ?? ""
        message = entry["message"]?.string ?? ""
    }
}
