/// Why nothing says how to reach a cluster.
package struct ConfigurationError: Error, Sendable, CustomStringConvertible {
    /// What was being done, and why it failed; no credentials.
    package let description: String
    /// What to do about it.
    package let hint: String?
    /// Whether a file is not there.
    let isMissing: Bool

    init(_ description: String, hint: String? = nil, isMissing: Bool = false) {
        self.description = description
        self.hint = hint
        self.isMissing = isMissing
    }
}
