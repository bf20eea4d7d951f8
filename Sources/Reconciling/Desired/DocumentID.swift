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
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(SourceID(String(parts[0])), String(parts[1]))
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
