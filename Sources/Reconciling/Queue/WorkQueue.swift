internal import Threads

/// A `WorkSchedule` that workers wait at, by a clock that is handed in.
///
/// `run` wakes sleepers and has to go on beside the workers. `close` lets everybody go home.
package final class WorkQueue<Key: Hashable & Sendable, Ticker: Clock>: Sendable
where Ticker.Duration == Duration {
    private struct State {
        var schedule = WorkSchedule<Key>()
        var workers: [(id: UInt64, waiting: CheckedContinuation<Key?, Never>)] = []
        var timer: (id: UInt64, waiting: CheckedContinuation<Void, Never>)?
        var nextID: UInt64 = 0
        var isClosed = false
    }

    private let state = Locked(State())
    private let clock: Ticker
    private let start: Ticker.Instant

    package init(clock: Ticker) {
        self.clock = clock
        start = clock.now
    }

    /// How many are to be worked on now, are worked on, and sleep.
    package var counts: (ready: Int, working: Int, sleeping: Int) {
        state.withLock {
            ($0.schedule.readyCount, $0.schedule.workingCount, $0.schedule.sleepingCount)
        }
    }

    /// Whether nothing is to be worked on now, nor within `duration`, unless something is added.
    package func isIdle(for duration: Duration) -> Bool {
        state.withLock { state in
            guard state.schedule.isIdle else { return false }
            return state.schedule.nextDue.map { $0 > now + duration } ?? true
        }
    }

    /// Since the queue was made.
    package var now: Duration { start.duration(to: clock.now) }

    /// Something about these keys changed.
    package func add(_ keys: some Sequence<Key>) {
        state.withLock { for key in keys { $0.schedule.add(key) } }
        serve()
    }

    /// The next key, once there is one; nothing once the queue is closed or the task cancelled.
    package func next() async -> Key? {
        let id = newID()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                let isOver = state.withLock { state in
                    guard !state.isClosed, !Task.isCancelled else { return true }
                    state.workers.append((id, waiting))
                    return false
                }
                if isOver { waiting.resume(returning: nil) } else { serve() }
            }
        } onCancel: {
            let worker = state.withLock { state in
                state.workers.firstIndex { $0.id == id }.map { state.workers.remove(at: $0) }
            }
            worker?.waiting.resume(returning: nil)
        }
    }

    /// The work on a key is done; look at it again after `wake` unless something changes.
    package func done(_ key: Key, wake: Duration?) {
        let timer = state.withLock { state in
            let before = state.schedule.nextDue
            state.schedule.done(key, wake: wake.map { now + $0 })
            let isEarlier = state.schedule.nextDue.map { $0 < before ?? .seconds(Int64.max) }
            return isEarlier ?? false ? state.timer.take() : nil
        }
        timer?.waiting.resume()
        serve()
    }

    /// Wakes sleepers when they are due, until the queue is closed or the task cancelled.
    package func run() async {
        while !Task.isCancelled {
            let (isClosed, due) = state.withLock { ($0.isClosed, $0.schedule.nextDue) }
            guard !isClosed else { return }
            await withTaskGroup { group in
                group.addTask { await self.change(since: due) }
                if let due {
                    let instant = start.advanced(by: due)
                    // It throws when it is cancelled, which is as good an end as any.
                    group.addTask { try? await self.clock.sleep(until: instant, tolerance: nil) }
                }
                await group.next()
                group.cancelAll()
            }
            serve()
        }
    }

    /// Hands out nothing any more.
    package func close() {
        let (workers, timer) = state.withLock { state in
            state.isClosed = true
            let workers = state.workers
            state.workers = []
            return (workers, state.timer.take())
        }
        timer?.waiting.resume()
        for worker in workers { worker.waiting.resume(returning: nil) }
    }

    private func newID() -> UInt64 {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    /// Hands keys to workers that wait.
    private func serve() {
        while true {
            let pair = state.withLock { state -> (CheckedContinuation<Key?, Never>, Key)? in
                // Also while all workers are busy: what is due and sleeps would have `run` spin.
                state.schedule.wake(at: now)
                guard !state.isClosed, !state.workers.isEmpty,
                    let key = state.schedule.take(at: now)
                else { return nil }
                return (state.workers.removeFirst().waiting, key)
            }
            guard let (waiting, key) = pair else { return }
            waiting.resume(returning: key)
        }
    }

    /// Returns when somebody is due earlier than `due`, the queue is closed, or the task cancelled.
    private func change(since due: Duration?) async {
        let id = newID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiting in
                let isOver = state.withLock { state in
                    guard !state.isClosed, !Task.isCancelled, state.schedule.nextDue == due else {
                        return true
                    }
                    state.timer = (id, waiting)
                    return false
                }
                if isOver { waiting.resume() }
            }
        } onCancel: {
            let timer = state.withLock { state in
                state.timer?.id == id ? state.timer.take() : nil
            }
            timer?.waiting.resume()
        }
    }
}
