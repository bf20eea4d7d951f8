internal import Documents
internal import Files
package import Fleet

/// What the clusters of one group lack and those of another have, in both directions.
package struct GroupParity: Sendable {
    /// One of the two groups.
    package struct Side: Sendable {
        package let group: String
        package let members: ClusterSet
    }

    /// A key that all or some clusters of one group lack and at least one of the other has.
    package struct Gap: Sendable {
        package let key: String
        package let isOptional: Bool
        /// The clusters that lack it.
        package let lacking: ClusterSet
        /// Those among them from which a layer takes it away.
        package let removed: ClusterSet
        /// Those among them that get nothing of the secret, though layers are for them.
        package let blocked: ClusterSet
        /// Those among them that no layer of the secret is for.
        package let unaddressed: ClusterSet
        /// The clusters of the other group that have it.
        package let having: ClusterSet
    }

    /// A secret of which one group lacks something.
    package struct Secret: Sendable {
        package let entry: SecretEntry
        /// Whether it is for no cluster of the group at all.
        package let isWhole: Bool
        package let gaps: [Gap]

        package var title: String { entry.title }
    }

    package let census: Census
    package let first: Side
    package let second: Side
    /// What the first group lacks and the second has.
    package let lackedByFirst: [Secret]
    /// What the second group lacks and the first has.
    package let lackedBySecond: [Secret]

    package init(_ first: String, _ second: String, _ census: Census, _ entries: [SecretEntry]) {
        let left = Side(group: first, members: census.members(of: first))
        let right = Side(group: second, members: census.members(of: second))
        let found = Workers.map(entries) { entry -> (Secret?, Secret?) in
            let coverage = SecretCoverage(entry, census)
            return (
                Self.secret(coverage, lacking: left.members, having: right.members),
                Self.secret(coverage, lacking: right.members, having: left.members)
            )
        }
        self.census = census
        self.first = left
        self.second = right
        lackedByFirst = found.compactMap(\.0)
        lackedBySecond = found.compactMap(\.1)
    }

    private static func secret(
        _ coverage: SecretCoverage,
        lacking members: ClusterSet,
        having others: ClusterSet
    ) -> Secret? {
        let gaps = coverage.keys.compactMap { key -> Gap? in
            let having = key.given.intersection(others)
            let lacking = members.subtracting(key.given)
            guard !having.isEmpty, !lacking.isEmpty else { return nil }
            return Gap(
                key: key.key,
                isOptional: key.isOptional,
                lacking: lacking,
                removed: lacking.intersection(key.removed),
                blocked: lacking.intersection(coverage.blocked),
                unaddressed: lacking.subtracting(coverage.addressed),
                having: having
            )
        }
        guard !gaps.isEmpty else { return nil }
        return Secret(
            entry: coverage.entry,
            isWhole: coverage.addressed.overlap(members) == 0,
            gaps: gaps
        )
    }
}
