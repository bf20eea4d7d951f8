/// Names a set of clusters by its groups, as briefly as can be.
package struct ClusterNaming {
    private let names: [String]
    private let groups: [(name: String, clusters: ClusterSet)]
    /// More groups than this would be harder to read than a number.
    private static let groupLimit = 3
    private static let nameLimit = 3

    package init(_ plan: Plan) {
        names = plan.clusters
        groups = plan.groups.map { ($0.key, $0.value) }
            .filter { $0.clusters.count > 1 }
            .sorted { left, right in
                let (one, other) = (left.clusters.count, right.clusters.count)
                return one != other ? one > other : left.name < right.name
            }
    }

    /// `production (12 clusters), us-east-1`.
    package func phrase(_ set: ClusterSet) -> Phrase {
        var rest = set
        var parts: [Phrase] = []
        if set.count > Self.nameLimit {
            for group in groups where parts.count < Self.groupLimit {
                guard group.clusters.isSubset(of: set), group.clusters.overlap(rest) > 1 else {
                    continue
                }
                parts.append("\(group.name) (\(group.clusters.count, "cluster"))")
                rest = rest.subtracting(group.clusters)
            }
        }
        if !rest.isEmpty {
            let left = rest.indices.map { names[$0] }
            parts.append("\(names: left, limit: Self.nameLimit)")
        }
        return parts.dropFirst().reduce(parts.first ?? "no cluster") { "\($0), \($1)" }
    }
}
