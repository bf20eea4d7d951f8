/// How long to wait after failures in a row: doubling up to a ceiling, spread so that those that
/// failed together do not come back together.
package struct Backoff: Hashable, Sendable {
    package let first: Duration
    package let ceiling: Duration

    package init(first: Duration, ceiling: Duration) {
        precondition(first > .zero && ceiling >= first, "a backoff grows")
        self.first = first
        self.ceiling = ceiling
    }

    /// The wait after so many failures, with up to half of it taken off by `random`, which is in 0…1.
    ///
    /// A server that says when to come back is not asked earlier, and not all at once then.
    package func delay(
        afterFailures count: Int,
        retryAfter: Duration? = nil,
        random: Double
    ) -> Duration {
        precondition(count > 0, "a wait follows a failure")
        let random = min(max(random, 0), 1)
        let doublings = min(count - 1, 40)
        var full = first
        for _ in 0..<doublings where full < ceiling { full = min(full * 2, ceiling) }
        let own = full - full * (random / 2)
        guard let retryAfter, retryAfter > .zero else { return own }
        return max(own, retryAfter + full * (random / 2))
    }
}
