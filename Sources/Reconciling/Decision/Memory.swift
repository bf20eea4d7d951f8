package import Sealing

/// What the agent remembers about one Secret besides what it sees; losing it costs time, never more.
package struct Memory: Sendable {
    /// What was last written, as the document's status or the agent's state has it.
    package var written: WrittenDigest?
    /// What the values came to when they were opened, and of which version of the document.
    package var opened: (source: Digest, contents: ContentDigest)?
    package private(set) var failure: Failure?
    package private(set) var failures = 0
    /// When the next attempt may be; absent: when something changes.
    package private(set) var retryAt: Duration?
    /// How often in a row it was put back, each time soon after the last.
    package private(set) var heals = 0
    package private(set) var healedAt: Duration?
    /// When it was first seen without a document.
    var orphanedAt: Duration?

    package init(written: WrittenDigest? = nil) { self.written = written }

    /// After so many in a row, putting it back waits.
    static let patience = 5
    static let healing = Backoff(first: .seconds(1), ceiling: .seconds(60))

    mutating func failed(_ failure: Failure, at now: Duration, random: Double) {
        self.failure = failure
        failures += 1
        retryAt = failure.delay(afterFailures: failures, random: random).map { now + $0 }
    }

    mutating func succeeded() {
        failure = nil
        failures = 0
        retryAt = nil
    }

    mutating func healed(at now: Duration) {
        let isStreak = healedAt.map { now - $0 < .seconds(120) } ?? false
        heals = isStreak ? heals + 1 : 1
        healedAt = now
    }

    /// How long to leave it alone: somebody keeps changing it back.
    func healDelay(at now: Duration) -> Duration? {
        guard let healedAt, heals >= Self.patience, now - healedAt < .seconds(120) else {
            return nil
        }
        let wait = Self.healing.delay(afterFailures: heals - Self.patience + 1, random: 0)
        let left = healedAt + wait - now
        return left > .zero ? left : nil
    }
}
