package import YAML

/// What is wrong with a document, and where.
package struct DocumentError: Error, Equatable, Sendable {
    /// The file, relative to the root of the fleet's repository.
    package var path: String
    /// Where in the file; absent if it is about the file as a whole.
    package var position: Position?
    /// What was being done, then why it failed.
    package var message: String
    /// What to do next.
    package var hint: String?

    package init(_ path: String, _ position: Position?, _ message: String, hint: String? = nil) {
        self.path = path
        self.position = position
        self.message = message
        self.hint = hint
    }

    package init(_ path: String, _ error: YAMLError) {
        self.init(path, error.position, error.message, hint: error.hint)
    }
}

extension DocumentError: CustomStringConvertible {
    package var description: String {
        guard let position else { return "\(path): \(message)" }
        return "\(path):\(position.line):\(position.column): \(message)"
    }
}
