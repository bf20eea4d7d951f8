/// Why something is not as it should be: what programs read, and a sentence for people.
package struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: Reason
    /// What was being done, then why it failed; never a value, never the body of an answer.
    package let message: String

    package init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    /// The same with what to do next, if anything can be said.
    package init(_ reason: Reason, _ message: String, hint: String?) {
        self.init(reason, hint.map { "\(message); \($0)" } ?? message)
    }

    package var description: String { "\(reason.rawValue): \(message)" }
}
