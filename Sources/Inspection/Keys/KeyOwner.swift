/// Whose key it is.
package enum KeyOwner: Hashable, Sendable, CustomStringConvertible {
    /// A group, among them each cluster's group of one.
    case group(String)
    case cluster(String)
    case `operator`(String)

    package var kind: String {
        switch self {
        case .group: "group"
        case .cluster: "cluster"
        case .operator: "operator"
        }
    }

    package var name: String {
        switch self {
        case .group(let name), .cluster(let name), .operator(let name): name
        }
    }

    /// `group production`.
    package var description: String { "\(kind) \(name)" }
}
