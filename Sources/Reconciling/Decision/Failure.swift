/// Why something that was tried did not work, as far as it matters for what to do next.
package enum Failure: Error, Hashable, Sendable {
    /// Somebody was faster: look again.
    case conflict
    /// The Secret is there though it should not be: look again.
    case alreadyExists
    /// The Secret is not there though it should be: look again.
    case notFound
    case namespaceMissing
    case namespaceTerminating
    /// What is missing, such as `create secrets in payments`.
    case forbidden(String)
    /// The target will not have it as it is; the message never repeats an answer's body.
    case rejected(String)
    case throttled(retryAfter: Duration?)
    case unavailable(retryAfter: Duration?)
    case timedOut
    /// The values do not open, or do not render.
    case cannotOpen(Problem)
    /// The disk is full, the folder read-only, …
    case target(String)
    /// A workload could not be restarted.
    case restart(String)
}
