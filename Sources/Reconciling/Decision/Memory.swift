package import Sealing

/// What the agent remembers about one Secret besides what it sees; losing it costs time, never more.
package struct Memory: Sendable {
    /// What was last written, as the document's status or the agent's state has it.
    package var written: WrittenDigest?
    private var lastOpened = Apart<Opened>.nothing
    private var rare = Apart<History>.nothing

    package typealias Opened = (source: Digest, contents: ContentDigest)

    package init(written: WrittenDigest? = nil) { self.written = written }

    /// What there is to note about few Secrets at a time.
    private struct History: Sendable {
        var failure: Failure?
        var failures = 0
        var retryAt: Duration?
        var heals = 0
        var healedAt: Duration?
        var orphanedAt: Duration?

        var isEmpty: Bool {
            failure == nil && failures == 0 && retryAt == nil && heals == 0 && healedAt == nil
                && orphanedAt == nil
        }
    }

    /// A value elsewhere in memory, so that the many without one need no room for it.
    private indirect enum Apart<Value: Sendable>: Sendable {
        case nothing
        case here(Value)
    }

    private var history: History {
        get { if case .here(let history) = rare { history } else { History() } }
        set { rare = newValue.isEmpty ? .nothing : .here(newValue) }
    }

    /// What the values came to when they were opened, and of which version of the document.
    package var opened: Opened? {
        get { if case .here(let opened) = lastOpened { opened } else { nil } }
        set { lastOpened = newValue.map { .here($0) } ?? .nothing }
    }

    package var failure: Failure? { history.failure }
    package var failures: Int { history.failures }
    /// When the next attempt may be; absent: when something changes.
    package var retryAt: Duration? { history.retryAt }
    /// How often in a row it was put back, each time soon after the last.
    package var heals: Int { history.heals }
    package var healedAt: Duration? { history.healedAt }
    /// When it was first seen without a document.
    var orphanedAt: Duration? {
        get { history.orphanedAt }
        set { history.orphanedAt = newValue }
    }

    /// After so many in a row, putting it back waits.
    static let patience = 5
    static let healing = Backoff(first: .seconds(1), ceiling: .seconds(60))

    mutating func failed(_ failure: Failure, at now: Duration, random: Double) {
        history.failure = failure
        history.failures += 1
        history.retryAt = failure.delay(afterFailures: failures, random: random).map { now + $0 }
    }

    mutating func succeeded() {
        guard case .here = rare else { return }
        history.failure = nil
        history.failures = 0
        history.retryAt = nil
    }

    mutating func healed(at now: Duration) {
        let isStreak = healedAt.map { now - $0 < .seconds(120) } ?? false
        history.heals = isStreak ? heals + 1 : 1
        history.healedAt = now
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
