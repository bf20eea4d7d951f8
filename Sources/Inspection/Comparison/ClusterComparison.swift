package import Documents
internal import Files
package import Fleet

/// What two clusters get, secret by secret and key by key.
package struct ClusterComparison: Sendable {
    /// Which of the two a secret is for.
    package enum Presence: Sendable {
        case both, first, second
    }

    /// One secret on the two clusters.
    package struct Secret: Sendable {
        package let entry: SecretEntry
        package let presence: Presence
        /// Sorted by the bytes of their keys, those that a template makes last; without those that
        /// are the same, unless they were asked for.
        ///
        /// Empty unless the secret is for both.
        package let keys: [KeyComparison]
        /// How many of its keys are the same.
        package let same: Int
        /// Why the clusters get nothing of it, where it is for them and they do not.
        package let obstacles: (first: Obstacle?, second: Obstacle?)

        package var title: String { entry.title }
        package var differs: Bool {
            presence != .both || obstacles.first != nil || obstacles.second != nil
                || keys.contains { $0.difference != .same }
        }
    }

    package let first: ClusterDocument
    package let second: ClusterDocument
    /// Those that are for at least one of the two, in the order given.
    package let secrets: [Secret]
    private let counts: [KeyComparison.Difference: Int]

    /// Compares two clusters; in a large fleet most keys are the same, and are only counted unless
    /// `keepsSame`.
    ///
    /// `holders` tells which keys the two can open; without it all are taken to be open.
    package init(
        _ first: ClusterDocument,
        _ second: ClusterDocument,
        _ entries: [SecretEntry],
        keepsSame: Bool,
        holders: KeyHolders? = nil
    ) {
        self.first = first
        self.second = second
        let judge = Judge(
            first: (first, Set(first.groups)),
            second: (second, Set(second.groups)),
            keepsSame: keepsSame,
            holders: holders
        )
        secrets = Workers.map(entries) { judge.secret($0) }.compactMap { $0 }
        var counts: [KeyComparison.Difference: Int] = [:]
        for secret in secrets {
            counts[.same, default: 0] += secret.same
            for key in secret.keys where key.difference != .same {
                counts[key.difference, default: 0] += 1
            }
        }
        self.counts = counts
    }

    /// How many keys differ in this way, of secrets that are for both.
    package func count(_ difference: KeyComparison.Difference) -> Int { counts[difference] ?? 0 }

    package func count(_ presence: Presence) -> Int {
        secrets.count { $0.presence == presence }
    }
}

extension ClusterComparison {
    /// Compares one secret after another.
    private struct Judge: Sendable {
        let first: (cluster: ClusterDocument, groups: Set<String>)
        let second: (cluster: ClusterDocument, groups: Set<String>)
        let keepsSame: Bool
        let holders: KeyHolders?

        func secret(_ entry: SecretEntry) -> Secret? {
            let left = Explanation(entry, on: first.cluster, groups: first.groups, holders)
            let right = Explanation(entry, on: second.cluster, groups: second.groups, holders)
            let presence: Presence
            switch (left.isAddressed, right.isAddressed) {
            case (false, false): return nil
            case (true, false): presence = .first
            case (false, true): presence = .second
            case (true, true): presence = .both
            }
            let obstacles = (first: left.obstacle, second: right.obstacle)
            guard presence == .both else {
                return Secret(
                    entry: entry,
                    presence: presence,
                    keys: [],
                    same: 0,
                    obstacles: obstacles
                )
            }
            let all = keys(left, right)
            let differing = all.filter { $0.difference != .same }
            return Secret(
                entry: entry,
                presence: .both,
                keys: keepsSame ? all : differing,
                same: all.count - differing.count,
                obstacles: obstacles
            )
        }

        private func keys(_ left: Explanation, _ right: Explanation) -> [KeyComparison] {
            let known = Set(left.items.map(\.key))
            let others = right.items.map(\.key).filter { !known.contains($0) }
            guard left.obstacle == nil || right.obstacle == nil else { return [] }
            let names = (left.items.map(\.key) + others)
                .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let values = names.compactMap { KeyComparison($0, left, right) }
            let differing = Set(values.lazy.filter { $0.difference != .same }.map(\.key))
            let made = zip(left.outputs, right.outputs).compactMap {
                KeyComparison($0, left, right, differing: differing)
            }
            return values + made
        }
    }
}
