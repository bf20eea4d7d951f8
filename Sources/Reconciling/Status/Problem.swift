/// Why something is not as it should be: what programs read, and a sentence for people.
package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: Reason
    /// What was being done, then why it failed; never a value, never the body of an answer.
    package let message: String

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    package var description: String { "\(reason.rawValue): \(message)" }
}
