package import Documents
package import Sealing

/// The clusters of a fleet by number, and which of them are in which group.
///
/// A cluster is in the groups that its own signed document lists; selectors are not evaluated.
package struct Census: Sendable {
    /// By name, without those taken out.
    package let clusters: [ClusterDocument]
    private let table: [String: ClusterSet]
    private let nobody: ClusterSet
    /// Which keys the clusters can open; all, where nothing is known of them.
    let holders: KeyHolders

    package init(
        _ clusters: [ClusterDocument],
        groups: [GroupDocument] = [],
        isRevoked: (PublicKey) -> Bool = { _ in false }
    ) {
        self.clusters = clusters.filter { $0.removed == nil }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        nobody = ClusterSet(of: self.clusters.count)
        var table: [String: ClusterSet] = [:]
        for (index, cluster) in self.clusters.enumerated() {
            for group in cluster.groups { table[group, default: nobody].insert(index) }
        }
        self.table = table
        var holders = KeyHolders(self.clusters, isRevoked: isRevoked)
        for group in groups { holders.add(group, named: group.name, isRevoked: isRevoked) }
        self.holders = holders
    }

    package var none: ClusterSet { nobody }

    package var everybody: ClusterSet {
        var all = nobody
        for index in clusters.indices { all.insert(index) }
        return all
    }

    /// The clusters of a group; of an unknown one, none.
    package func members(of group: String) -> ClusterSet { table[group] ?? nobody }

    /// Groups that any cluster is in, those of one left out, broadest first and then by name.
    package var groups: [String] {
        let ones = Set(clusters.map(\.name))
        return table.keys.filter { !ones.contains($0) }.sorted {
            let (left, right) = (members(of: $0).count, members(of: $1).count)
            return left == right ? $0.utf8.lexicographicallyPrecedes($1.utf8) : left > right
        }
    }

    /// Their names, in the order of their numbers.
    package func names(_ set: ClusterSet) -> [String] {
        set.indices.map { clusters[$0].name }
    }

    /// The clusters for which something holds.
    package func clusters(where holds: (ClusterDocument) -> Bool) -> ClusterSet {
        var found = nobody
        for (index, cluster) in clusters.enumerated() where holds(cluster) { found.insert(index) }
        return found
    }
}
