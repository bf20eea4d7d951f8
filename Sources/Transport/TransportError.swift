/// Why a request has no answer.
package struct TransportError: Error, Sendable, CustomStringConvertible {
    /// What a caller may want to tell apart.
    package enum Kind: Sendable {
        /// The address could not be resolved, or nobody accepts connections there.
        case unreachable
        /// The connection broke after it was made; the server may have done what it was asked.
        case broken
        /// The server's certificate, or ours, was not accepted.
        case untrusted
        /// The connection, the whole request or the next byte took too long.
        case timeout
        /// The answer is larger than the caller allows.
        case tooLarge
        /// The task was cancelled.
        case cancelled
        /// The address, a certificate or the library itself cannot be used.
        case unusable
    }

    /// What a caller may want to tell apart.
    package let kind: Kind
    /// What was being done, and why it failed; never any part of a body or of a credential.
    package let description: String
    /// What to do about it.
    package let hint: String?

    package init(_ kind: Kind, _ description: String, hint: String? = nil) {
        self.kind = kind
        self.description = description
        self.hint = hint
    }

    /// The same failure, told as one of `operation`.
    package func during(_ operation: String) -> TransportError {
        TransportError(kind, "\(operation): \(description)", hint: hint)
    }
}
