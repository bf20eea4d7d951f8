package import Documents
internal import Sealing
package import YAML

/// What one layer says about one key: a value for it, or that it goes.
package struct Statement: Sendable {
    /// The layer that says it.
    package let layer: Layer
    /// The document or the part in which the layer stands.
    package let source: SecretDocument
    /// The value; absent where the layer takes the key away.
    package let value: LayerValue?
    /// Where it stands in the file.
    package let position: Position

    /// The group for which it is said.
    package var group: String { layer.group }
    package var path: String { source.path }
    /// As editors and `grep -n` name it: `secrets/payments/db.yaml:12`.
    package var place: String { "\(path):\(position.line)" }

    init(_ value: LayerValue, _ layer: Layer, _ source: SecretDocument) {
        self.layer = layer
        self.source = source
        self.value = value
        position = value.node.position
    }

    init(removing key: String, _ layer: Layer, _ source: SecretDocument) {
        self.layer = layer
        self.source = source
        value = nil
        let item = layer.node["remove"]?.items.first { $0.equals(key) }
        position = (item ?? layer.node).position
    }
}
