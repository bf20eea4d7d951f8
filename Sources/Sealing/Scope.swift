/// Where the values of a document may stand and still open.
package enum Scope: String, Sendable, CaseIterable {
    /// Only under this namespace and name.
    case strict
    /// Under any name in this namespace.
    case namespace
    /// Anywhere in the fleet.
    case any
}
