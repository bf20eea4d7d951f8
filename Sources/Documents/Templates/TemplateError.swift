/// A template that cannot be read, or not be rendered with what there is.
package struct TemplateError: Error, Hashable {
    /// What is wrong; it holds names, never values.
    package let message: String
    /// Where in the template, in bytes from 0.
    package let offset: Int
    /// How to write it instead.
    package let hint: String?

    init(_ message: String, at offset: Int, hint: String? = nil) {
        self.message = message
        self.offset = offset
        self.hint = hint
    }
}

extension TemplateError: CustomStringConvertible {
    /// The message, and where.
    package var description: String { "template: \(message) at byte \(offset)" }
}
