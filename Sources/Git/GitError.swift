/// Something that Git's repository was asked for and could not give.
package struct GitError: Error, Sendable, CustomStringConvertible {
    /// What was being done, and why it failed.
    package let description: String
    /// What to do about it.
    package let hint: String?

    package init(_ description: String, hint: String? = nil) {
        self.description = description
        self.hint = hint
    }
}
