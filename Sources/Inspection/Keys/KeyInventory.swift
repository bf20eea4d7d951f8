internal import Documents
package import Fleet
package import Sealing

/// Every key of the fleet, and what is sealed to each.
package struct KeyInventory: Sendable {
    /// Groups first, then clusters, then operators; by name, and for one owner as the registry has them.
    package let keys: [KeyUse]

    /// Of the whole registry, and of the secrets given.
    package init(_ registry: Registry, _ entries: [SecretEntry]) throws {
        let clusters = try registry.allClusters().filter { !$0.isRemoved }
        self.init(
            groups: try registry.allGroups().filter { $0.removed == nil }.map(\.document)
                + clusters.map(\.own.document),
            clusters: clusters.map(\.cluster.document),
            fleet: registry.fleet,
            isRevoked: registry.trust.isRevoked,
            entries
        )
    }

    init(
        groups: [GroupDocument],
        clusters: [ClusterDocument],
        fleet: FleetDocument,
        isRevoked: @escaping (PublicKey) -> Bool,
        _ entries: [SecretEntry]
    ) {
        var collector = Collector(isRevoked: isRevoked)
        for group in groups { collector.add(group) }
        for cluster in clusters { collector.add(cluster) }
        for one in fleet.operators { collector.add(one, fleet) }
        for group in groups { collector.addLines(of: group) }
        for entry in entries { collector.addValues(of: entry) }
        keys = collector.sorted
    }

    /// The keys of this id; more than one only if somebody searched for such a pair.
    package func keys(named id: KeyID) -> [KeyUse] { keys.filter { $0.id == id } }
}
