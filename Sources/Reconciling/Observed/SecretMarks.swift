package import Documents
internal import Sealing

/// What we write on a Secret that is ours, as labels and annotations; targets without them keep it
/// beside the files.
package struct SecretMarks: Hashable, Sendable {
    /// The label that all our Secrets have, to find them by.
    package static let managed = "fleetseal.dev/managed"
    /// Annotation: the Secret's own `namespace/name`, so that a copy elsewhere is not taken for ours.
    package static let secret = "fleetseal.dev/secret"
    /// Annotation: the document that the Secret was written for.
    package static let document = "fleetseal.dev/document"
    /// Annotation: what was written, as a `WrittenDigest`.
    package static let digest = "fleetseal.dev/digest"
    /// Annotation: the keys with their value ids, `password=vabcdefg,url=`.
    package static let values = "fleetseal.dev/values"
    /// Annotation: `retain` if the Secret stays when its document goes.
    package static let deletion = "fleetseal.dev/deletion"
    /// Annotation: the contents for which workloads have still to be restarted.
    package static let restart = "fleetseal.dev/restart"
    /// Annotation that people write: nothing is to be written to the Secret for a while.
    package static let breakGlass = "fleetseal.dev/break-glass"
    /// Annotations that a version may have and the next one not.
    static let passing = [values, deletion, restart]
    /// How long the annotation of the keys may be; longer ones are left out.
    package static let valuesLimit = 16_384

    package let document: DocumentID?
    package let digest: WrittenDigest?
    /// Names of the keys that were written; absent where they were too many to write down.
    package let keys: [String]?
    package let deletion: Deletion
    /// The contents for which workloads have still to be restarted.
    package let pendingRestart: ContentDigest?

    package init(
        document: DocumentID?,
        digest: WrittenDigest?,
        keys: [String]?,
        deletion: Deletion,
        pendingRestart: ContentDigest?
    ) {
        self.document = document
        self.digest = digest
        self.keys = keys
        self.deletion = deletion
        self.pendingRestart = pendingRestart
    }

    /// Reads the marks of the Secret `name`; nothing if it is not ours.
    package init?(
        of name: SecretName,
        labels: [String: String],
        annotations: [String: String]
    ) {
        guard labels[Self.managed] == "true", annotations[Self.secret] == name.description else {
            return nil
        }
        self.init(
            document: annotations[Self.document].flatMap { DocumentID($0) },
            digest: annotations[Self.digest].flatMap { WrittenDigest($0) },
            keys: annotations[Self.values].map(Self.keys),
            deletion: annotations[Self.deletion].flatMap { Deletion(rawValue: $0) } ?? .delete,
            pendingRestart: annotations[Self.restart].flatMap { ContentDigest($0) }
        )
    }

    private static func keys(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.prefix { $0 != "=" }) }
    }

    /// The annotation of the keys, unless it is too long.
    static func values(_ items: [DesiredItem]) -> String? {
        let text = items.map { "\($0.key)=\($0.value?.text ?? "")" }.joined(separator: ",")
        return text.utf8.count <= valuesLimit ? text : nil
    }
}
