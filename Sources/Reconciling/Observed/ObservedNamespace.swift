/// What is known about a namespace.
package enum ObservedNamespace: Hashable, Sendable {
    case unknown
    case missing
    case terminating
    /// It is there, with what its annotation `fleetseal.dev/drift` says.
    case present(drift: String?)

    /// Annotation of a namespace: `heal`, `detect` or `off`.
    package static let drift = "fleetseal.dev/drift"
}
