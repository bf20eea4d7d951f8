package import Documents
package import Fleet

/// How one cluster comes to what it gets of a secret: every layer that counts, key by key.
///
/// Needs no private key.
package struct Explanation: Sendable {
    /// A key, and what the layers that count for the cluster say about it, in order.
    package struct Item: Sendable {
        package let key: String
        /// Never empty; the last one decides.
        package let statements: [Statement]

        /// What the layers come to: the value that wins, or the `remove` after which none came.
        package var decision: Statement { statements[statements.count - 1] }
        package var isGiven: Bool { decision.value != nil }
        /// The values of earlier layers that the last word covers or takes away, in order.
        package var hidden: [Statement] { statements.dropLast().filter { $0.value != nil } }
    }

    /// A key that this cluster does not get, though layers for other clusters give it.
    package struct Absence: Sendable {
        package let key: String
        /// The groups whose layers give it, in order.
        package let groups: [String]
        /// Whether the document says that not every cluster needs it.
        package let isOptional: Bool
    }

    /// A key of the Secret that a template makes.
    package struct Output: Sendable {
        package let key: String
        /// The keys of values that it uses, in order.
        package let keys: [String]
        /// What it uses of the cluster: `name` or a label's key, in order.
        package let facts: [String]
        /// Keys among `keys` that this cluster does not get.
        package let missingKeys: [String]
        /// Labels among `facts` that this cluster does not have.
        package let missingFacts: [String]

        package var isComplete: Bool { missingKeys.isEmpty && missingFacts.isEmpty }
    }

    package let entry: SecretEntry
    package let cluster: ClusterDocument
    /// Whether any layer is for the cluster; if not, the document does not concern it.
    package let isAddressed: Bool
    /// Keys that a layer for the cluster names, sorted by their bytes.
    package let items: [Item]
    /// Why the cluster gets nothing of it, though it is for it.
    package let obstacle: Obstacle?

    /// `holders` tells which keys the cluster can open; without it all are taken to be open.
    package init(
        _ entry: SecretEntry,
        on cluster: ClusterDocument,
        holders: KeyHolders? = nil
    ) {
        self.init(entry, on: cluster, groups: Set(cluster.groups), holders)
    }

    /// For many secrets of one cluster, whose groups are looked up more quickly in a set.
    init(
        _ entry: SecretEntry,
        on cluster: ClusterDocument,
        groups: Set<String>,
        _ holders: KeyHolders?
    ) {
        self.entry = entry
        self.cluster = cluster
        let layers = entry.layers(in: groups, cluster: cluster.name)
        isAddressed = !layers.isEmpty
        var statements: [String: [Statement]] = [:]
        for (layer, source) in layers {
            for key in layer.remove {
                statements[key, default: []].append(Statement(removing: key, layer, source))
            }
            for value in layer.values {
                statements[value.key, default: []].append(Statement(value, layer, source))
            }
        }
        let items = statements.map { Item(key: $0.key, statements: $0.value) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        self.items = items
        obstacle =
            isAddressed
            ? Self.obstacle(items.lazy.map(\.decision), entry, cluster, holders) : nil
    }

    private static func obstacle(
        _ decisions: some Sequence<Statement>,
        _ entry: SecretEntry,
        _ cluster: ClusterDocument,
        _ holders: KeyHolders?
    ) -> Obstacle? {
        let winners = decisions.compactMap { decision in
            decision.value.map { (value: $0, group: decision.group) }
        }
        return Obstacle.first(
            winners,
            entry.document.template,
            hasKey: { key in winners.contains { $0.value.key == key } },
            hasLabel: { label in cluster.labels.contains { $0.key == label } },
            lock: { holders?.obstacle($0.keyID, of: $1, for: cluster.name) }
        )
    }

    package var title: String { entry.title }

    package func item(_ key: String) -> Item? {
        items.first { $0.key == key }
    }

    /// Keys whose value the cluster gets or, where `omit` says so, uses only in templates.
    package var given: [Item] { items.filter(\.isGiven) }
    /// Keys that a later layer took away, where there was a value before.
    package var removed: [Item] { items.filter { !$0.isGiven && !$0.hidden.isEmpty } }

    /// Keys that only feed templates.
    package func isOmitted(_ key: String) -> Bool {
        entry.document.template?.omit.contains(key) ?? false
    }

    package func isOptional(_ key: String) -> Bool {
        entry.document.optional.contains(key)
    }

    /// The groups that the document's layers are for, parts included, in order.
    package var layerGroups: [String] { entry.allLayers.map(\.layer.group) }

    /// The file of the cluster's own part, if it has one.
    package var part: SecretDocument? { entry.parts[cluster.name] }

    /// Keys that other clusters get of this document and no layer for this cluster names.
    package var absences: [Absence] {
        let known = Set(items.map(\.key))
        var groups: [String: [String]] = [:]
        for (layer, _) in entry.allLayers {
            for value in layer.values where !known.contains(value.key) {
                groups[value.key, default: []].append(layer.group)
            }
        }
        return groups.map {
            Absence(key: $0.key, groups: $0.value, isOptional: isOptional($0.key))
        }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// What the template makes here, in its order.
    package var outputs: [Output] {
        let labels = cluster.labelTable
        return (entry.document.template?.data ?? []).map { data in
            let keys = data.template.keys
            let facts = data.template.clusterFacts
            return Output(
                key: data.key,
                keys: keys,
                facts: facts,
                missingKeys: keys.filter { !(item($0)?.isGiven ?? false) },
                missingFacts: facts.filter { $0 != "name" && labels[$0] == nil }
            )
        }
    }
}
