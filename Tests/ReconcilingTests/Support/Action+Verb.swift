@testable import Reconciling

extension Action {
    /// The action in a word.
    var verb: String {
        switch self {
        case .open: "open"
        case .look: "look"
        case .create: "create"
        case .strip: "strip"
        case .update: "update"
        case .adopt: "adopt"
        case .replace: "replace"
        case .delete: "delete"
        case .restart: "restart"
        }
    }
}
