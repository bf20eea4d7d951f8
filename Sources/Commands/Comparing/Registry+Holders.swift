internal import Documents
internal import Fleet
internal import Inspection

extension Registry {
    /// Which keys of their groups some clusters can open.
    func holders(of clusters: [ClusterDocument]) throws -> KeyHolders {
        var holders = KeyHolders(clusters, isRevoked: trust.isRevoked)
        for name in Set(clusters.flatMap(\.groups)).sorted() {
            holders.add(try groupIfAny(name)?.document, named: name, isRevoked: trust.isRevoked)
        }
        return holders
    }
}
