package import Git

/// A source that could not be brought up to date; what it gave before stays good.
///
/// Never a reason to think that the repository is empty.
package struct GitSourceError: Error, Sendable, CustomStringConvertible {
    package enum Reason: Sendable, Equatable {
        /// What was configured cannot work.
        case configuration
        /// The conversation with the server did not succeed.
        case remote(RemoteError.Reason)
        /// The server has no such branch or tag (any more).
        case referenceMissing
        /// The new commit does not come after the one in force.
        case historyRewritten(from: ObjectID, to: ObjectID)
        /// The tree is not one that can be delivered.
        case tree
        /// Another process uses the clone's folder.
        case locked
        /// The clone cannot be written to.
        case storage
        case cancelled
    }

    package let reason: Reason
    /// What was being done, and why it failed; never with a credential.
    package let description: String
    /// What to do about it.
    package let hint: String?
    /// Whether an address was refused because of who logs in: that is said elsewhere.
    package let isAboutCredential: Bool

    package init(
        _ description: String,
        _ reason: Reason,
        hint: String? = nil,
        isAboutCredential: Bool = false
    ) {
        self.description = description
        self.reason = reason
        self.hint = hint
        self.isAboutCredential = isAboutCredential
    }
}
