package import Documents
package import Sealing

/// Which clusters can open which keys of groups, by the lines of `sealedTo`.
///
/// A group that was not added is not judged: its keys count as open.
package struct KeyHolders: Sendable {
    private struct Holding: Sendable {
        var clusters: ClusterSet
        var isRevoked: Bool
    }

    private let index: [String: Int]
    /// Of each cluster, the keys that are not revoked.
    private let keys: [Set<KeyID>]
    private var groups: [String: [KeyID: Holding]] = [:]

    /// Clusters with the keys that they hold, in the order of their numbers.
    init(_ clusters: [(name: String, keys: Set<KeyID>)]) {
        index = Dictionary(clusters.enumerated().map { ($1.name, $0) }) { first, _ in first }
        keys = clusters.map(\.keys)
    }

    /// Clusters in the order of their numbers.
    package init(_ clusters: [ClusterDocument], isRevoked: (PublicKey) -> Bool) {
        self.init(
            clusters.map { cluster in
                let held = cluster.keys.filter {
                    $0.state != .revoked && !isRevoked($0.publicKey)
                }
                return (cluster.name, Set(held.map(\.id)))
            }
        )
    }

    /// Judges a group from now on; nothing stands for a group that is not there.
    package mutating func add(
        _ group: GroupDocument?,
        named name: String,
        isRevoked: (PublicKey) -> Bool
    ) {
        var table: [KeyID: Holding] = [:]
        for key in group?.keys ?? [] {
            var holders = ClusterSet(of: keys.count)
            for line in key.sealedTo {
                guard case .cluster(let name) = line.member, let number = index[name],
                    keys[number].contains(line.key)
                else { continue }
                holders.insert(number)
            }
            table[key.id] = Holding(
                clusters: holders,
                isRevoked: key.state == .revoked || isRevoked(key.publicKey)
            )
        }
        groups[name] = table
    }

    /// The keys of a group, if it was added.
    func keys(of group: String) -> [KeyID] { groups[group].map { Array($0.keys) } ?? [] }

    /// Those of `clusters` that cannot open a key, and why; nothing if all can.
    func locked(
        _ key: KeyID,
        of group: String,
        among clusters: ClusterSet
    ) -> (clusters: ClusterSet, obstacle: Obstacle)? {
        guard let known = groups[group], !clusters.isEmpty else { return nil }
        guard let holding = known[key] else {
            return (clusters, .locked(group: group, key: key, .unknown))
        }
        if holding.isRevoked { return (clusters, .locked(group: group, key: key, .revoked)) }
        let locked = clusters.subtracting(holding.clusters)
        return locked.isEmpty ? nil : (locked, .locked(group: group, key: key, .notSealed))
    }

    /// Why one cluster cannot open a key; nothing if it can.
    func obstacle(_ key: KeyID, of group: String, for cluster: String) -> Obstacle? {
        guard let number = index[cluster] else { return nil }
        var one = ClusterSet(of: keys.count)
        one.insert(number)
        return locked(key, of: group, among: one)?.obstacle
    }
}
