import Testing

@testable import Reconciling

@Suite struct BackoffTests {
    let backoff = Backoff(first: .seconds(1), ceiling: .seconds(60))

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (1_000_000, 60)])
    func `doubles up to the ceiling`(failures: Int, seconds: Int) {
        #expect(backoff.delay(afterFailures: failures, random: 0) == .seconds(seconds))
    }

    @Test func `chance takes off up to a half`() {
        #expect(backoff.delay(afterFailures: 3, random: 1) == .seconds(2))
        #expect(backoff.delay(afterFailures: 3, random: 0.5) == .seconds(3))
        #expect(backoff.delay(afterFailures: 3, random: 7) == .seconds(2))
        #expect(backoff.delay(afterFailures: 3, random: -1) == .seconds(4))
    }

    @Test(arguments: [0.0, 0.3, 1.0])
    func `a server that says when is never asked earlier, and not by all at once`(random: Double) {
        let delay = backoff.delay(afterFailures: 2, retryAfter: .seconds(30), random: random)
        #expect(delay >= .seconds(30))
        #expect(delay <= .seconds(31))
        #expect(random == 0 || delay > .seconds(30))
    }

    @Test func `a wait longer than the server's stays`() {
        let delay = backoff.delay(afterFailures: 7, retryAfter: .seconds(1), random: 0)
        #expect(delay == .seconds(60))
    }

    @Test(arguments: [
        (Failure.conflict, 50, 30_000), (.alreadyExists, 50, 30_000), (.notFound, 50, 30_000),
        (.timedOut, 500, 300_000), (.namespaceMissing, 500, 300_000),
        (.forbidden("create secrets"), 500, 300_000), (.rejected("too long"), 500, 300_000),
        (.unavailable(retryAfter: nil), 500, 300_000), (.target("disk full"), 500, 300_000),
        (.throttled(retryAfter: .seconds(7)), 7_000, 300_000),
    ])
    func `every failure is tried again, ever more slowly`(
        failure: Failure,
        first: Int,
        last: Int
    ) {
        #expect(failure.delay(afterFailures: 1, random: 0) == .milliseconds(first))
        #expect(failure.delay(afterFailures: 500, random: 0) == .milliseconds(last))
    }

    @Test func `what does not open is not tried again by itself`() {
        let failure = Failure.cannotOpen(Problem(.keyNotHere, "no key"))
        #expect(failure.delay(afterFailures: 1, random: 0) == nil)
    }
}
