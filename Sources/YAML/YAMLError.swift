/// Why a file cannot be read or edited, and where.
///
/// The text never quotes the file: it may be a Secret in plain text, or a key that someone mistyped
/// a password into.
package struct YAMLError: Error, Equatable, Sendable {
    /// Where the reader stopped.
    package let position: Position
    /// What is wrong, in lower case and without a period.
    package let message: String
    /// What to do about it, for a line of its own.
    package let hint: String?

    /// A failure at a known place.
    package init(position: Position, message: String, hint: String? = nil) {
        self.position = position
        self.message = message
        self.hint = hint
    }
}

extension YAMLError {
    /// Whether git left the file half merged.
    package var isMergeConflict: Bool { message == ConflictMarker.message }
}

extension YAMLError: CustomStringConvertible {
    /// Place and message, without the hint.
    package var description: String { "\(position): \(message)" }
}
