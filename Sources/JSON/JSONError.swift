/// Why bytes are not JSON that is accepted; never any part of them.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being done, and why it failed.
    package let description: String

    init(_ reason: String) {
        description = "read JSON: \(reason)"
    }
}
