package import Documents

/// Which value wins for each key of a secret on one cluster.
///
/// Needs no private key.
package struct Resolution: Sendable {
    /// The value that a cluster gets for one key.
    package struct Winner: Sendable {
        package let value: LayerValue
        package let layer: Layer
        /// The document or the part in which the layer stands.
        package let source: SecretDocument
        /// Groups of earlier layers whose value for the key is covered, in order.
        package let hides: [String]

        package var key: String { value.key }
    }

    /// Sorted by the bytes of their keys.
    package let winners: [Winner]
    /// Whether any layer is for this cluster; if not, the document does not concern it.
    package let applies: Bool

    package init(_ entry: SecretEntry, on cluster: ClusterDocument) {
        self.init(entry.layers(in: Set(cluster.groups), cluster: cluster.name))
    }

    /// What layers come to that all count, in their order.
    package init(_ layers: [(layer: Layer, source: SecretDocument)]) {
        var winners: [String: Winner] = [:]
        for (layer, source) in layers {
            for key in layer.remove { winners[key] = nil }
            for value in layer.values {
                let before = winners[value.key]
                winners[value.key] = Winner(
                    value: value,
                    layer: layer,
                    source: source,
                    hides: before.map { $0.hides + [$0.layer.group] } ?? []
                )
            }
        }
        self.winners = winners.values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        applies = !layers.isEmpty
    }
}
