package import Sealing

/// The `status` of a document: what became of it in this cluster.
package struct DocumentStatus: Sendable {
    /// One key of the Secret and where its value comes from.
    package struct Item: Hashable, Sendable {
        package let key: String
        /// The group of the layer; absent where a template makes the value.
        package let layer: String?
        package let value: ValueID?
    }

    package let observedGeneration: Int
    package let conditions: [Condition]
    package let items: [Item]
    /// The groups' keys that the values are sealed to.
    package let keys: [KeyID]
    package let revision: String?
    /// Of the document as it is for this cluster.
    package let digest: Digest?
    /// What was written last, for an agent that starts anew.
    package let written: WrittenDigest?

    package init(
        _ document: DesiredDocument,
        _ report: Report,
        after before: [Condition],
        revision: String?,
        written: WrittenDigest?,
        at now: Moment
    ) {
        observedGeneration = document.generation
        conditions = report.conditions(after: before, generation: document.generation, at: now)
        self.revision = revision
        self.written = written
        guard case .wanted(let secret) = document.state else {
            items = []
            keys = []
            digest = nil
            return
        }
        items = secret.items.map { Item(key: $0.key, layer: $0.group, value: $0.value) }
        keys = Set(secret.items.compactMap(\.sealedTo)).sorted { $0.text < $1.text }
        digest = secret.source
    }
}
