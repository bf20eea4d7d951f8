/// Clusters for which the same Secrets change in the same way.
package struct EffectRow: Sendable {
    package let clusters: ClusterSet
    package let effects: [SecretEffect]

    /// All clusters that see a difference, those that many share first.
    package static func all(_ plan: Plan) -> [EffectRow] {
        var seen: [[Int]] = Array(repeating: [], count: plan.clusters.count)
        for (number, effect) in plan.effects.enumerated() {
            for index in effect.clusters.indices { seen[index].append(number) }
        }
        var rows: [[Int]: ClusterSet] = [:]
        for (index, numbers) in seen.enumerated() where !numbers.isEmpty {
            rows[numbers, default: ClusterSet(of: plan.clusters.count)].insert(index)
        }
        return rows.map { numbers, clusters in
            EffectRow(clusters: clusters, effects: numbers.map { plan.effects[$0] })
        }.sorted { left, right in
            let (one, other) = (left.clusters.count, right.clusters.count)
            if one != other { return one > other }
            return (left.clusters.indices.first ?? 0) < (right.clusters.indices.first ?? 0)
        }
    }
}

extension SecretEffect {
    /// What becomes of the Secret, in words.
    package var phrase: Phrase {
        switch change {
        case .appears: return "\(title) is new there"
        case .disappears: return "\(title) is no longer for them"
        case .left: return "\(title) stays there as it is: the cluster leaves the fleet"
        case .blocked:
            let still: Phrase = wasBlocked ? "still nothing" : "nothing"
            return "\(title): \(still) of it: \(obstacle?.phrase ?? "")"
        case .unblocked: return "\(title) is given again: nothing keeps it from them any more"
        case .changes: break
        }
        var parts: [Phrase] = []
        if !changed.isEmpty { parts.append("new version of \(names: changed, limit: 5)") }
        if !gained.isEmpty { parts.append("gains \(names: gained, limit: 5)") }
        if !lost.isEmpty { parts.append("loses \(names: lost, limit: 5)") }
        if changesForm { parts.append("its form changes") }
        return parts.dropFirst().reduce("\(title): \(parts.first ?? "")") { "\($0); \($1)" }
    }
}
