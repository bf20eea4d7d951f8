internal import Documents
package import Fleet

/// Which clusters get which keys of a secret, and from which layers.
package struct SecretCoverage: Sendable {
    /// Where the value of a key comes from, for some clusters.
    package struct Giver: Sendable {
        /// The group of the layer; nothing where a template makes it.
        package let group: String?
        /// Those for which no later layer says otherwise.
        package var clusters: ClusterSet
    }

    /// One key of the secret.
    package struct Key: Sendable {
        package let key: String
        /// Not every cluster needs it.
        package let isOptional: Bool
        /// It only feeds templates.
        package let isOmitted: Bool
        /// In the order of the layers; only those that win somewhere.
        package var givers: [Giver]
        /// Clusters that get it.
        package var given: ClusterSet
        /// Clusters from which a later layer takes it away.
        package var removed: ClusterSet
    }

    package let entry: SecretEntry
    /// Clusters that any layer is for.
    package let addressed: ClusterSet
    /// Sorted by the bytes of their keys, those that templates make among them.
    package let keys: [Key]

    package var title: String { entry.title }

    init(entry: SecretEntry, addressed: ClusterSet, keys: [Key]) {
        self.entry = entry
        self.addressed = addressed
        self.keys = keys
    }

    package init(_ entry: SecretEntry, _ census: Census) {
        self.entry = entry
        var addressed = census.none
        var table: [String: Key] = [:]
        for (layer, _) in entry.allLayers {
            let members = census.members(of: layer.group)
            addressed.formUnion(members)
            for key in layer.remove { table[key]?.remove(members) }
            for value in layer.values {
                let empty = Key(value.key, entry.document, census.none)
                table[value.key, default: empty].give(members, by: layer.group)
            }
        }
        self.addressed = addressed
        for output in entry.document.template?.data ?? [] {
            var key = Key(output.key, entry.document, census.none)
            key.give(Self.complete(output.template, table, addressed, census), by: nil)
            table[output.key] = key
        }
        keys = table.values.map(\.trimmed)
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// The clusters among those addressed that neither get the key nor had it taken away: a gap,
    /// unless the key is optional.
    package func lacking(_ key: Key) -> ClusterSet {
        addressed.subtracting(key.given).subtracting(key.removed)
    }

    /// The clusters where something is missing that somebody probably forgot.
    package func gaps(_ key: Key) -> ClusterSet? {
        guard !key.isOptional else { return nil }
        let lacking = lacking(key)
        return lacking.isEmpty ? nil : lacking
    }

    /// The clusters that have everything a template uses.
    private static func complete(
        _ template: Template,
        _ table: [String: Key],
        _ addressed: ClusterSet,
        _ census: Census
    ) -> ClusterSet {
        var complete = addressed
        for key in template.keys { complete.formIntersection(table[key]?.given ?? census.none) }
        for fact in template.clusterFacts where fact != "name" {
            complete.formIntersection(census.clusters { $0.labelTable[fact] != nil })
        }
        return complete
    }
}

extension SecretCoverage.Key {
    init(_ key: String, _ document: SecretDocument, _ nobody: ClusterSet) {
        self.key = key
        isOptional = document.optional.contains(key)
        isOmitted = document.template?.omit.contains(key) ?? false
        givers = []
        given = nobody
        removed = nobody
    }

    fileprivate mutating func give(_ clusters: ClusterSet, by group: String?) {
        for index in givers.indices { givers[index].clusters.subtract(clusters) }
        givers.append(SecretCoverage.Giver(group: group, clusters: clusters))
        given.formUnion(clusters)
        removed.subtract(clusters)
    }

    fileprivate mutating func remove(_ clusters: ClusterSet) {
        for index in givers.indices { givers[index].clusters.subtract(clusters) }
        removed.formUnion(given.intersection(clusters))
        given.subtract(clusters)
    }

    fileprivate var trimmed: Self {
        var key = self
        key.givers.removeAll { $0.clusters.isEmpty }
        return key
    }
}
