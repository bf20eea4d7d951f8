package import Sealing

/// What was written to a Secret, in three digests; it stands on the Secret itself.
///
/// With it a new agent knows an unchanged document without opening a value, and a change of the
/// document from a change of the Secret.
package struct WrittenDigest: Hashable, Sendable, CustomStringConvertible {
    /// Of all that the document says for this cluster, sealed values included: if it is the same,
    /// nothing has to be opened.
    package let source: Digest
    /// Of type, labels, annotations and policy: what is written besides the values.
    package let form: Digest
    /// Of the opened values and the type.
    package let contents: ContentDigest

    package init(source: Digest, form: Digest, contents: ContentDigest) {
        self.source = source
        self.form = form
        self.contents = contents
    }

    /// Reads what `description` wrote.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3,
            let source = Base32.decode(parts[0]).flatMap({ Digest(bytes: $0) }),
            let form = Base32.decode(parts[1]).flatMap({ Digest(bytes: $0) }),
            let contents = ContentDigest(parts[2])
        else { return nil }
        self.init(source: source, form: form, contents: contents)
    }

    package var description: String {
        "\(Base32.encode(source.bytes)).\(Base32.encode(form.bytes)).\(contents)"
    }
}
