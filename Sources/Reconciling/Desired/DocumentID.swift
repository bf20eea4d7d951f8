/// Which document: its source, and its path there; of a resource, its namespace and name.
///
/// Not the uid of a resource: one that is deleted and made anew is still the same document.
package struct DocumentID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let source: SourceID
    package let path: String

    package init(_ source: SourceID, _ path: String) {
        self.source = source
        self.path = path
    }

    /// Reads what `description` wrote.
    package init?(_ text: String) {
        // By bytes: a mark that combines with the `:` would hide it among characters.
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let source = text.utf8[..<colon]
        let path = text.utf8[text.utf8.index(after: colon)...]
        guard !source.isEmpty, !path.isEmpty else { return nil }
        self.init(SourceID(String(Substring(source))), String(Substring(path)))
    }

    package var description: String { "\(source):\(path)" }

    /// The smaller path first, then the smaller source: the order in which documents claim a Secret.
    package static func < (left: DocumentID, right: DocumentID) -> Bool {
        if left.path != right.path {
            return left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
        }
        return left.source < right.source
    }
}
