/// One node of a file: a scalar, mapping or sequence with its exact place.
///
/// A reference of two words that keeps its file in memory.
package struct Node: Sendable {
    /// What a node is.
    package enum Kind: Sendable {
        case scalar, mapping, sequence
    }

    /// How a node is written.
    package enum Style: Sendable {
        case plain, singleQuoted, doubleQuoted, literal, folded
        case block, flow
    }

    /// The file that the node is part of.
    package let file: YAMLFile
    let index: Int

    var record: NodeRecord { file.tree.records[index] }

    /// What the node is.
    package var kind: Kind { record.kind }
    /// How the node is written.
    package var style: Style { record.style }
    /// The node's own bytes in the source, without comments and line ends after it.
    package var range: Range<Int> { record.range }
    /// Where the node starts; a value left out is said to be right behind its colon or dash.
    package var position: Position { record.position }
}

// MARK: Scalars

extension Node {
    /// A scalar's value, escapes and folding undone; empty for a collection.
    package var text: String { utf8Span.text }

    /// A scalar's value as bytes, without making a copy; empty for a collection.
    package var utf8: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            let bytes = unsafe utf8Span.bytes
            return unsafe _overrideLifetime(bytes, borrowing: self)
        }
    }

    /// Lends a scalar's value as bytes, without making a copy.
    package func withUTF8<Result, Failure: Error>(
        _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(utf8)
    }

    /// Whether a scalar's value is `text`, byte for byte.
    package func equals(_ text: String) -> Bool {
        kind == .scalar && utf8Span.isEqual(to: text.utf8.span)
    }

    /// Whether this is a plain scalar that some version of YAML reads as anything but a string.
    package var isPlainNonString: Bool {
        style == .plain && PlainScalar.isNonString(utf8Span)
    }

    var utf8Span: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            // The file never changes and lives as long as the node, so may what is lent.
            unsafe _overrideLifetime(file.tree.unguardedValue(of: record), borrowing: self)
        }
    }
}
