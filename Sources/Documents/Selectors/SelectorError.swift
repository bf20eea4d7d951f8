/// A selector that Kubernetes, or we, would not accept.
package struct SelectorError: Error, Hashable {
    /// What is wrong, without the selector itself.
    package let message: String
    /// Where in the text, in bytes from 0, if there is a text.
    package let offset: Int?
    /// How to write it instead.
    package let hint: String?

    init(_ message: String, at offset: Int? = nil, hint: String? = nil) {
        self.message = message
        self.offset = offset
        self.hint = hint
    }
}

extension SelectorError: CustomStringConvertible {
    /// The message, and where.
    package var description: String {
        "selector: \(message)" + (offset.map { " at character \($0 + 1)" } ?? "")
    }
}
