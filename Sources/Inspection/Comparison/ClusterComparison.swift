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
        /// Of a secret that is for both: sorted by the bytes of their keys, those that a template
        /// makes last. Of another: empty.
        package let keys: [KeyComparison]

        package var title: String { entry.title }
        package var differs: Bool {
            presence != .both || keys.contains { $0.difference != .same }
        }
    }

    package let first: ClusterDocument
    package let second: ClusterDocument
    /// Those that are for at least one of the two, in the order given.
    package let secrets: [Secret]

    package init(
        _ first: ClusterDocument,
        _ second: ClusterDocument,
        _ entries: [SecretEntry]
    ) {
        self.first = first
        self.second = second
        secrets = Workers.map(entries) { Self.secret($0, first, second) }.compactMap { $0 }
    }

    /// How many keys differ in this way, of secrets that are for both.
    package func count(_ difference: KeyComparison.Difference) -> Int {
        secrets.reduce(0) { count, secret in
            count + secret.keys.count { $0.difference == difference }
        }
    }

    package func count(_ presence: Presence) -> Int {
        secrets.count { $0.presence == presence }
    }

    private static func secret(
        _ entry: SecretEntry,
        _ first: ClusterDocument,
        _ second: ClusterDocument
    ) -> Secret? {
        let left = Explanation(entry, on: first)
        let right = Explanation(entry, on: second)
        switch (left.isAddressed, right.isAddressed) {
        case (false, false): return nil
        case (true, false): return Secret(entry: entry, presence: .first, keys: [])
        case (false, true): return Secret(entry: entry, presence: .second, keys: [])
        case (true, true):
            return Secret(entry: entry, presence: .both, keys: keys(left, right))
        }
    }

    private static func keys(_ left: Explanation, _ right: Explanation) -> [KeyComparison] {
        let known = Set(left.items.map(\.key))
        let names = (left.items.map(\.key) + right.items.map(\.key).filter { !known.contains($0) })
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let values = names.compactMap { KeyComparison($0, left, right) }
        let differing = Set(values.filter { $0.difference != .same }.map(\.key))
        let made = zip(left.outputs, right.outputs).compactMap {
            KeyComparison($0, left, right, differing: differing)
        }
        return values + made
    }
}
