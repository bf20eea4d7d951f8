/// A path of a document, taken apart as rules look at it.
package struct DocumentPath: Sendable {
    /// What stands between the slashes.
    let parts: [ArraySlice<UInt8>]

    /// Nothing if the path has more than one spelling or leads elsewhere: no document has such a path,
    /// so no rule is about it.
    package init?(_ path: String) {
        let bytes = Array(path.utf8)
        guard !bytes.contains(0) else { return nil }
        parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[0].elementsEqual(Place.secrets.utf8),
            parts.allSatisfy({ !$0.isEmpty && $0.first != UInt8(ascii: ".") })
        else { return nil }
    }
}
