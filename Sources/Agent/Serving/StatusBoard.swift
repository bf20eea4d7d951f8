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
        /// When each of the workers began with the document that it is at.
        var workers: [Int: Int] = [:]
        var isHooked = false
    }

    private let state = Locked(State())
    private let waker: Waker
    private let clock: @Sendable () -> Int

    /// After so many seconds of work the agent is taken for stuck.
    static let patience = 300
    /// The same for a worker and one document: thirty times as long as a request may take, of which a
    /// document needs a handful.
    static let workerPatience = 1_800

    /// `clock` gives seconds that only count on.
    init(_ waker: Waker, clock: @escaping @Sendable () -> Int = now) {
        self.waker = waker
        self.clock = clock
    }

    /// What is to be served from now on.
    func show(_ status: ServedStatus) {
        state.withLock { $0.status = status }
    }

    /// The agent began to work, or waits.
    func work(_ isWorking: Bool) {
        let now = clock()
        state.withLock { $0.workingSince = isWorking ? now : nil }
    }

    /// A worker began with a document, or waits.
    func work(_ isWorking: Bool, worker: Int) {
        let now = clock()
        state.withLock { $0.workers[worker] = isWorking ? now : nil }
    }

    /// Whether the agent and its workers are waiting, or have not worked for longer than they should.
    var isAlive: Bool {
        let now = clock()
        return state.withLock { state in
            (state.workingSince.map { now - $0 < Self.patience } ?? true)
                && state.workers.values.allSatisfy { now - $0 < Self.workerPatience }
        }
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

    static func now() -> Int {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec
    }
}
