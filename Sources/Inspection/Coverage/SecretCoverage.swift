internal import Documents
package import Fleet
internal import Sealing

/// Which clusters get which keys of a secret, and from which layers.
package struct SecretCoverage: Sendable {
    /// Where the value of a key comes from, for some clusters.
    package struct Giver: Sendable {
        /// The group of the layer; nothing where a template makes it.
        package let group: String?
        /// The group's key that the value is sealed to; nothing where a template makes it.
        let sealedTo: KeyID?
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
        /// Clusters that get it, unless they get nothing of the secret.
        package var given: ClusterSet
        /// Clusters from which a later layer takes it away.
        package var removed: ClusterSet
        /// Clusters that would get it, and get nothing of the secret.
        package var blocked: ClusterSet
    }

    package let entry: SecretEntry
    /// Clusters that any layer is for.
    package let addressed: ClusterSet
    /// Sorted by the bytes of their keys, those that templates make among them.
    package let keys: [Key]
    /// Clusters that get nothing of it though layers are for them, and why; each is there once.
    package let outages: [(obstacle: Obstacle, clusters: ClusterSet)]

    package var title: String { entry.title }

    private init(
        _ entry: SecretEntry,
        _ addressed: ClusterSet,
        _ keys: [Key],
        _ outages: [(obstacle: Obstacle, clusters: ClusterSet)]
    ) {
        self.entry = entry
        self.addressed = addressed
        self.keys = keys
        self.outages = outages
    }

    /// The same with fewer keys.
    func keeping(_ keys: [Key]) -> SecretCoverage {
        SecretCoverage(entry, addressed, keys, outages)
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
                table[value.key, default: empty].give(
                    members,
                    by: layer.group,
                    sealedTo: value.keyID
                )
            }
        }
        self.addressed = addressed
        var outages = Outages(addressed: addressed)
        for key in table.values.sorted(by: { Self.precedes($0.key, $1.key) }) {
            for giver in key.givers { outages.add(giver, census) }
        }
        let values = table
        for output in entry.document.template?.data ?? [] {
            outages.add(output.template, values, census)
            var key = Key(output.key, entry.document, census.none)
            key.give(
                Self.complete(output.template, values, addressed, census),
                by: nil,
                sealedTo: nil
            )
            table[output.key] = key
        }
        let blocked = outages.blocked
        keys = table.values.map { $0.trimmed(without: blocked) }
            .sorted { Self.precedes($0.key, $1.key) }
        self.outages = outages.found
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Clusters that get nothing of it though layers are for them.
    package var blocked: ClusterSet {
        outages.reduce(into: addressed.subtracting(addressed)) { $0.formUnion($1.clusters) }
    }

    /// The clusters among those addressed that neither get the key nor had it taken away: a gap,
    /// unless the key is optional.
    package func lacking(_ key: Key) -> ClusterSet {
        addressed.subtracting(key.given).subtracting(key.removed)
    }

    /// The clusters where something is missing that somebody probably forgot.
    package func gaps(_ key: Key) -> ClusterSet? {
        let lacking = key.isOptional ? key.blocked : lacking(key)
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
        blocked = nobody
    }

    fileprivate mutating func give(
        _ clusters: ClusterSet,
        by group: String?,
        sealedTo key: KeyID?
    ) {
        for index in givers.indices { givers[index].clusters.subtract(clusters) }
        givers.append(
            SecretCoverage.Giver(group: group, sealedTo: key, clusters: clusters)
        )
        given.formUnion(clusters)
        removed.subtract(clusters)
    }

    fileprivate mutating func remove(_ clusters: ClusterSet) {
        for index in givers.indices { givers[index].clusters.subtract(clusters) }
        removed.formUnion(given.intersection(clusters))
        given.subtract(clusters)
    }

    /// Without givers that win nowhere, and without clusters that get nothing of the secret.
    fileprivate func trimmed(without blocked: ClusterSet) -> Self {
        var key = self
        key.blocked = key.given.intersection(blocked)
        key.given.subtract(blocked)
        for index in key.givers.indices { key.givers[index].clusters.subtract(blocked) }
        key.givers.removeAll { $0.clusters.isEmpty }
        return key
    }
}

extension SecretCoverage {
    /// Gathers clusters that get nothing, each with the first thing in its way.
    private struct Outages {
        private let addressed: ClusterSet
        private(set) var found: [(obstacle: Obstacle, clusters: ClusterSet)] = []
        private(set) var blocked: ClusterSet

        init(addressed: ClusterSet) {
            self.addressed = addressed
            blocked = addressed.subtracting(addressed)
        }

        /// A value that wins on some clusters.
        mutating func add(_ giver: Giver, _ census: Census) {
            guard let group = giver.group, let key = giver.sealedTo,
                let locked = census.holders.locked(key, of: group, among: giver.clusters)
            else { return }
            add(locked.obstacle, locked.clusters)
        }

        /// A template: what it lacks may differ from cluster to cluster.
        mutating func add(_ template: Template, _ table: [String: Key], _ census: Census) {
            let open = addressed.subtracting(blocked)
            guard
                !open.subtracting(SecretCoverage.complete(template, table, addressed, census))
                    .isEmpty
            else {
                return
            }
            var lacking: [[String]: ClusterSet] = [:]
            for index in open.indices {
                let names = Obstacle.lacking(
                    template,
                    hasKey: { table[$0]?.given.contains(index) ?? false },
                    hasLabel: { label in
                        census.clusters[index].labels.contains { $0.key == label }
                    }
                )
                if !names.isEmpty { lacking[names, default: census.none].insert(index) }
            }
            for (names, clusters) in lacking.sorted(by: { $0.key.joined() < $1.key.joined() }) {
                add(.templateLacks(names), clusters)
            }
        }

        private mutating func add(_ obstacle: Obstacle, _ clusters: ClusterSet) {
            let new = clusters.subtracting(blocked)
            guard !new.isEmpty else { return }
            blocked.formUnion(new)
            if let index = found.firstIndex(where: { $0.obstacle == obstacle }) {
                found[index].clusters.formUnion(new)
            } else {
                found.append((obstacle, new))
            }
        }
    }
}
