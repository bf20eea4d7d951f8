internal import Files
internal import Threads
internal import Telemetry

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// What the agent's thread leaves for the server's, and the other way round.
final class StatusBoard: Sendable {
    private struct State: Sendable {
        var status: Field = .fields([])
        var names: Field = .list([])
        var isReady = false
        /// When the agent began to work, while it does.
        var workingSince: Int?
        var isHooked = false
    }

    private let state = Locked(State())
    private let waker: Waker

    init(_ waker: Waker) { self.waker = waker }

    /// What `/v1/status` says, and what it adds for those who may see names.
    func show(_ status: [Field.Pair], names: [Field], isReady: Bool) {
        state.withLock { state in
            state.status = .fields(status)
            state.names = .list(names)
            state.isReady = isReady
        }
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

    var isReady: Bool { state.withLock(\.isReady) }

    func status(withNames: Bool) -> String {
        let (status, names) = state.withLock { ($0.status, $0.names) }
        guard withNames, case .fields(let pairs) = status else {
            return status.line + "\n"
        }
        return Field.fields(pairs + [Field.Pair("documents", names)]).line + "\n"
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
