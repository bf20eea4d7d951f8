/// What clusters get nothing of after a change, for the same reason said once.
struct Outages {
    private let plan: Plan

    /// One Secret, and why some clusters get nothing of it.
    private struct Loss: Hashable {
        let title: String
        let obstacle: Obstacle
        let wasBlocked: Bool
    }

    private struct Cause: Hashable {
        let obstacle: Obstacle
        let clusters: ClusterSet
        let wasBlocked: Bool
    }

    /// Secrets that are named beyond the first.
    private static let titleLimit = 3

    init(_ plan: Plan) {
        self.plan = plan
    }

    var statements: [PlanStatement] {
        var order: [Cause] = []
        var titles: [Cause: [String]] = [:]
        for (loss, clusters) in losses {
            let cause = Cause(
                obstacle: loss.obstacle,
                clusters: clusters,
                wasBlocked: loss.wasBlocked
            )
            if titles[cause] == nil { order.append(cause) }
            titles[cause, default: []].append(loss.title)
        }
        let naming = ClusterNaming(plan)
        return order.map { statement($0, titles[$0] ?? [], naming) }
    }

    /// In the order of the effects; what else changes for the clusters does not matter here.
    private var losses: [(Loss, ClusterSet)] {
        var order: [Loss] = []
        var clusters: [Loss: ClusterSet] = [:]
        let none = ClusterSet(of: plan.clusters.count)
        for effect in plan.effects {
            guard let obstacle = effect.obstacle else { continue }
            let loss = Loss(
                title: effect.title,
                obstacle: obstacle,
                wasBlocked: effect.wasBlocked
            )
            if clusters[loss] == nil { order.append(loss) }
            clusters[loss, default: none].formUnion(effect.clusters)
        }
        return order.map { ($0, clusters[$0] ?? none) }
    }

    private func statement(
        _ cause: Cause,
        _ titles: [String],
        _ naming: ClusterNaming
    ) -> PlanStatement {
        let verb: Phrase = cause.clusters.count == 1 ? "gets" : "get"
        let still: Phrase = cause.wasBlocked ? "still " : ""
        let who = naming.phrase(cause.clusters)
        let why = cause.obstacle.phrase
        let phrase: Phrase =
            titles.count == 1
            ? "\(titles[0]): \(who) \(still)\(verb) nothing: \(why)"
            : "\(who) \(still)\(verb) nothing of \(names: titles, limit: Self.titleLimit): \(why)"
        return PlanStatement(
            "gets-nothing",
            danger: true,
            titles.count == 1 ? titles[0] : "clusters",
            phrase
        )
    }
}
