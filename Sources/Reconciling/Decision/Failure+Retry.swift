extension Failure {
    /// Waits after what a second look settles.
    static let quick = Backoff(first: .milliseconds(50), ceiling: .seconds(30))
    /// Waits after what is wrong outside.
    static let slow = Backoff(first: .milliseconds(500), ceiling: .seconds(300))

    /// Whether what is known about the Secret is out of date.
    var needsLook: Bool {
        switch self {
        case .conflict, .alreadyExists, .notFound, .timedOut: true
        default: false
        }
    }

    /// How long to wait before the next attempt; absent: until something changes.
    func delay(afterFailures count: Int, random: Double) -> Duration? {
        switch self {
        case .conflict, .alreadyExists, .notFound:
            Self.quick.delay(afterFailures: count, random: random)
        case .throttled(let after), .unavailable(let after):
            Self.slow.delay(afterFailures: count, retryAfter: after, random: random)
        case .namespaceMissing, .namespaceTerminating, .forbidden, .rejected, .timedOut, .target,
            .restart:
            Self.slow.delay(afterFailures: count, random: random)
        case .cannotOpen: nil
        }
    }

    /// How status says it.
    func problem(_ name: SecretName) -> Problem {
        switch self {
        case .conflict:
            Problem(.conflict, "write \(name): it changed in between; looking again")
        case .alreadyExists:
            Problem(.conflict, "create \(name): it is there by now; looking again")
        case .notFound: Problem(.conflict, "write \(name): it is gone by now; looking again")
        case .namespaceMissing:
            Problem(.namespaceMissing, "write \(name): the namespace is not there")
        case .namespaceTerminating:
            Problem(.namespaceTerminating, "write \(name): the namespace is being deleted")
        case .forbidden(let what): Problem(.forbidden, "write \(name): not allowed: \(what)")
        case .rejected(let why): Problem(.rejected, "write \(name): refused: \(why)")
        case .throttled: Problem(.throttled, "write \(name): the API server asks to wait")
        case .unavailable: Problem(.unavailable, "write \(name): the API server does not answer")
        case .timedOut: Problem(.timedOut, "write \(name): no answer in time")
        case .cannotOpen(let problem): problem
        case .target(let why): Problem(.targetFailed, "write \(name): \(why)")
        case .restart(let why): Problem(.restartFailed, "restart workloads of \(name): \(why)")
        }
    }
}
