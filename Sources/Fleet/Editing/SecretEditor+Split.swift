internal import Documents
internal import YAML

extension SecretEditor {
    /// Moves the layers of single clusters into parts beside the document.
    ///
    /// Ciphertexts stay as they are: what a value is bound to does not change. Gives the names of
    /// the clusters.
    package func split(_ entry: SecretEntry) throws -> [String] {
        let document = entry.document
        var moved: [(index: Int, layer: Layer)] = []
        for (index, layer) in document.layers.enumerated() {
            guard let cluster = try registry.clusterIfAny(layer.group), !cluster.isRemoved else {
                continue
            }
            try requireLast(layer, at: index, in: entry, cluster.cluster.document)
            moved.append((index, layer))
        }
        let title = SecretStore.Title(namespace: document.namespace, name: document.name)
        let folder = String(
            document.path.dropLast("/\(title.namespace)/\(title.name).yaml".utf8.count)
        )
        for (_, layer) in moved {
            let place = Documents.Place.secret(
                namespace: title.namespace,
                name: "\(title.name)@\(layer.group)"
            )
            let content = Self.document(
                title,
                [("layers", .sequence([ClusterView.layer(layer.node)]))]
            )
            try tree.write(place.path(in: folder), YAMLWriter.file([content]))
        }
        guard !moved.isEmpty else { return [] }
        try tree.edit(document.path) { edits, file in
            guard let layers = Signer.spec(.secret, in: file)?["layers"] else { return }
            for (index, _) in moved { edits.remove(at: index, from: layers) }
        }
        _ = try checked(document.path, isNew: false, madeLayer: false)
        try requireAllowed(title)
        return moved.map(\.layer.group)
    }

    /// A part counts after all layers, so a layer may only become one if nothing after it matters to
    /// its cluster.
    private func requireLast(
        _ layer: Layer,
        at index: Int,
        in entry: SecretEntry,
        _ cluster: ClusterDocument
    ) throws {
        let later = entry.document.layers[(index + 1)...].first {
            cluster.groups.contains($0.group)
        }
        guard let later else { return }
        throw DocumentError(
            entry.document.path,
            later.node.position,
            "split \(entry.title): the layer of \(later.group) comes after the one of \(layer.group) and would lose to it in a part",
            hint: "move the layer of \(layer.group) to the end first, if that is what is meant"
        )
    }
}
