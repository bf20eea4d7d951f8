import Threads
import Waiting

@testable import Reconciling

/// A clock that stands still until it is told to go on.
final class ManualClock: Clock {
    struct Instant: InstantProtocol {
        let offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct Sleeper {
        let id: Int
        let due: Duration
        let continuation: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now = Duration.zero
        var nextID = 0
        var sleepers: [Sleeper] = []
    }

    private let state = Locked(State())

    var now: Instant { state.withLock { Instant(offset: $0.now) } }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if Task.isCancelled || deadline.offset <= state.now { return true }
                    state.sleepers.append(
                        Sleeper(id: id, due: deadline.offset, continuation: continuation)
                    )
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.sleepers.firstIndex { $0.id == id }.map { state.sleepers.remove(at: $0) }
            }
            sleeper?.continuation.resume()
        }
        try Task.checkCancellation()
    }

    /// Returns once somebody sleeps until then.
    func waits(until due: Duration) async throws {
        try await until("somebody sleeps until \(due)") {
            state.withLock { $0.sleepers.contains { $0.due == due } }
        }
    }

    func advance(to now: Duration) {
        let woken = state.withLock { state in
            state.now = now
            let woken = state.sleepers.filter { $0.due <= now }
            state.sleepers.removeAll { $0.due <= now }
            return woken
        }
        for sleeper in woken { sleeper.continuation.resume() }
    }
}
