internal import Documents
internal import Fleet
internal import Inspection

extension Registry {
    /// Which keys some clusters can open, of those groups of theirs that secrets have layers for.
    func holders(
        of clusters: [ClusterDocument],
        for entries: [SecretEntry]
    ) throws -> KeyHolders {
        var layered: Set<String> = []
        for entry in entries {
            for (layer, _) in entry.allLayers { layered.insert(layer.group) }
        }
        var holders = KeyHolders(clusters, isRevoked: trust.isRevoked)
        for name in Set(clusters.flatMap(\.groups)).intersection(layered).sorted() {
            holders.add(try groupIfAny(name)?.document, named: name, isRevoked: trust.isRevoked)
        }
        return holders
    }
}
