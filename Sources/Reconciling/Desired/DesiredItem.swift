package import Documents
package import Sealing
internal import YAML

/// One key of a Secret, with where its value comes from.
package struct DesiredItem: Hashable, Sendable {
    package let key: String
    /// The group of the layer that wins; absent where a template makes the value.
    package let group: String?
    package let value: ValueID?
    /// Which of the group's keys the value is sealed to.
    package let sealedTo: KeyID?
    /// Of the sealed text.
    let sealed: Digest?

    /// A value that wins for its key.
    package init(_ value: LayerValue, group: String) {
        key = value.key
        self.group = group
        self.value = value.id
        sealedTo = value.keyID
        sealed = Hash.digest("fleetseal/agent/sealed/v1") { $0.append(value.node.utf8) }
    }

    /// A key that a template makes.
    init(rendered key: String) {
        self.key = key
        group = nil
        value = nil
        sealedTo = nil
        sealed = nil
    }
}
