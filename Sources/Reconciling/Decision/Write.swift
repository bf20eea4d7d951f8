internal import Documents

/// A Secret as it is to be written, without its values.
package struct Write: Sendable {
    package let cause: Cause
    package let type: String
    package let immutable: Bool
    /// All labels, ours included.
    package let labels: [(key: String, value: String)]
    /// All annotations, ours included.
    package let annotations: [(key: String, value: String)]
    /// Ours as a value, for targets that have neither.
    package let marks: SecretMarks
    /// What the opened values must come to.
    package let contents: ContentDigest

    init(
        _ cause: Cause,
        _ desired: DesiredSecret,
        _ document: DocumentID,
        _ contents: ContentDigest,
        pendingRestart: ContentDigest?
    ) {
        let digest = WrittenDigest(source: desired.source, form: desired.form, contents: contents)
        let values = SecretMarks.values(desired.items)
        self.cause = cause
        type = desired.type
        immutable = desired.immutable
        self.contents = contents
        marks = SecretMarks(
            document: document,
            digest: digest,
            keys: values == nil ? nil : desired.items.map(\.key),
            deletion: desired.deletion,
            pendingRestart: pendingRestart
        )
        labels = desired.labels + [(SecretMarks.managed, "true")]
        var annotations = desired.annotations
        annotations.append((SecretMarks.secret, desired.name.description))
        annotations.append((SecretMarks.document, document.description))
        annotations.append((SecretMarks.digest, digest.description))
        if let values { annotations.append((SecretMarks.values, values)) }
        if desired.deletion == .retain {
            annotations.append((SecretMarks.deletion, desired.deletion.rawValue))
        }
        if let pendingRestart {
            annotations.append((SecretMarks.restart, pendingRestart.description))
        }
        self.annotations = annotations
    }
}
