/// Where documents come from: `custom-resources`, `directory`, `git/NAME`.
package struct SourceID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// Takes a name without `:`, which separates it from the path of a document.
    package init(_ text: String) {
        precondition(!text.isEmpty && !text.utf8.contains(UInt8(ascii: ":")), "a source's name")
        self.text = text
    }

    package var description: String { text }

    package static func < (left: SourceID, right: SourceID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}
