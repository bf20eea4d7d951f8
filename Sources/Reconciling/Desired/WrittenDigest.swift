package import Sealing

/// What was written to a Secret, in three digests; it stands on the Secret itself.
///
/// With it a new agent knows an unchanged document without opening a value, and a change of the
/// document from a change of the Secret. Copies share their digests: an agent has several of each.
package struct WrittenDigest: Hashable, Sendable, CustomStringConvertible {
    private let digests: Digests

    private final class Digests: Sendable {
        let source: Digest
        let form: Digest
        let contents: ContentDigest

        init(_ source: Digest, _ form: Digest, _ contents: ContentDigest) {
            self.source = source
            self.form = form
            self.contents = contents
        }
    }

    package init(source: Digest, form: Digest, contents: ContentDigest) {
        digests = Digests(source, form, contents)
    }

    /// Of all that the document says for this cluster, sealed values included: if it is the same,
    /// nothing has to be opened.
    package var source: Digest { digests.source }
    /// Of type, labels, annotations and policy: what is written besides the values.
    package var form: Digest { digests.form }
    /// Of the opened values and the type.
    package var contents: ContentDigest { digests.contents }

    package static func == (left: WrittenDigest, right: WrittenDigest) -> Bool {
        left.digests === right.digests
            || left.source == right.source && left.form == right.form
                && left.contents == right.contents
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(source)
        hasher.combine(form)
        hasher.combine(contents)
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
