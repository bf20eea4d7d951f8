/// A command that could not do what it was asked: exit code 1.
package struct Failure: ReportedError, Hashable {
    /// What was being done, then why it failed.
    package var message: String
    /// What to do next.
    package var hint: String?
    /// Where in which file.
    package var place: FilePlace?

    /// A failure that no lower module has a type for.
    package init(_ message: String, hint: String? = nil, place: FilePlace? = nil) {
        self.message = message
        self.hint = hint
        self.place = place
    }
}
