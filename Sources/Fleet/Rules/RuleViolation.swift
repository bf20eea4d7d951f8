package import Documents
package import YAML

/// Why the Fleet's rules do not let a document be as it is.
package struct RuleViolation: Hashable, Sendable {
    /// What about the document it is.
    package enum Fact: Hashable, Sendable {
        case path
        case namespace
        case type
        case scope
        /// A layer for this group.
        case group(String)
    }

    /// The rules for this path and namespace, the one that comes nearest to allowing the document first;
    /// none if no rule is for the path.
    package let rules: [String]
    package let fact: Fact
    /// The file, the document's or a part's.
    package let path: String
    /// The node that says it; absent if the file as a whole is meant.
    package let position: Position?
    /// What was being done, then why it failed.
    package let message: String
    /// What to do next.
    package let hint: String

    /// The same as an error, for commands that refuse to go on.
    package var error: DocumentError {
        DocumentError(path, position, message, hint: hint)
    }
}
