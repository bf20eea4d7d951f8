/// Something about the fleet as a whole that stands in the way of a command.
package struct FleetError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was being done, then why it failed.
    package let description: String
    /// What to do next.
    package let hint: String?
    package let path: String?

    package init(_ description: String, hint: String? = nil, path: String? = nil) {
        self.description = description
        self.hint = hint
        self.path = path
    }
}
