internal import Documents
package import Fleet
package import Sealing

/// Every key of the fleet, and what is sealed to each.
package struct KeyInventory: Sendable {
    /// Groups first, then clusters, then operators; by name, and for one owner as the registry has them.
    package let keys: [KeyUse]

    package init(_ registry: Registry, _ entries: [SecretEntry]) throws {
        var collector = Collector(trust: registry.trust)
        let clusters = try registry.allClusters().filter { !$0.isRemoved }
        let groups =
            try registry.allGroups().filter { $0.removed == nil }.map(\.document)
            + clusters.map(\.own.document)
        for group in groups { collector.add(group) }
        for cluster in clusters { collector.add(cluster.cluster.document) }
        for one in registry.fleet.operators { collector.add(one, registry.fleet) }
        for group in groups { collector.addLines(of: group) }
        for entry in entries { collector.addValues(of: entry) }
        keys = collector.sorted
    }

    /// The keys of this id; more than one only if somebody searched for such a pair.
    package func keys(named id: KeyID) -> [KeyUse] { keys.filter { $0.id == id } }
}
