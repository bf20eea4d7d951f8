internal import Files
internal import Reconciling
internal import Telemetry
internal import Threads

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What the agent's thread leaves for the server's, and the other way round.
final class StatusBoard: Sendable {
    private struct State: Sendable {
        var status = ServedStatus()
        /// When the agent began to work, while it does.
        var workingSince: Int?
        var isHooked = false
    }

    private let state = Locked(State())
    private let waker: Waker

    init(_ waker: Waker) { self.waker = waker }

    /// What is to be served from now on.
    func show(_ status: ServedStatus) {
        state.withLock { $0.status = status }
    }

    /// The agent began to work, or waits.
    func work(_ isWorking: Bool) {
        let now = Self.now()
        state.withLock { $0.workingSince = isWorking ? now : nil }
    }

    /// Whether the agent is waiting, or has not worked for longer than it should.
    var isAlive: Bool {
        let now = Self.now()
        return state.withLock { state in state.workingSince.map { now - $0 < 300 } ?? true }
    }

    var isReady: Bool { state.withLock(\.status.isReady) }

    /// What `/v1/status` says to those who may see names, and to others.
    func status(withNames: Bool) -> String {
        state.withLock(\.status).text(withNames: withNames)
    }

    /// A Git server says that there is something new; many such calls are one.
    func hook() {
        state.withLock { $0.isHooked = true }
        waker.wake()
    }

    /// Whether a hook was called since this was asked last.
    func takeHook() -> Bool {
        state.withLock { state in
            defer { state.isHooked = false }
            return state.isHooked
        }
    }

    private static func now() -> Int {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec
    }
}
