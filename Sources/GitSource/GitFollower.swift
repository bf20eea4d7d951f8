internal import Threads

/// Looks at a source again and again, as its schedule has it, until its task is cancelled.
package final class GitFollower: Sendable {
    private struct State {
        var schedule: PollSchedule
        var waiting: CheckedContinuation<Void, Never>?
        // A wait that begins ends at once.
        var isWoken = false
    }

    private let source: GitSource
    private let state: Locked<State>
    private static let origin = ContinuousClock.now

    package init(_ source: GitSource, _ settings: PollSchedule.Settings) {
        self.source = source
        state = Locked(State(schedule: PollSchedule(settings, at: Self.now)))
    }

    /// Something may be new: looks soon, and once for many such calls.
    package func hook() {
        state.withLock { $0.schedule.hook(at: Self.now) }
        wake()
    }

    /// Tells `report` of each look, one at a time, until the task is cancelled.
    package func run(
        report: (Result<GitUpdate, GitSourceError>) async -> Void
    ) async {
        while !Task.isCancelled {
            guard await isDue() else { continue }
            state.withLock { $0.schedule.begin(at: Self.now) }
            var result: Result<GitUpdate, GitSourceError>
            do throws(GitSourceError) {
                result = .success(try await source.update())
            } catch {
                guard !Task.isCancelled else { return }
                result = .failure(error)
            }
            await report(result)
            let succeeded = if case .success = result { true } else { false }
            state.withLock {
                $0.schedule.end(at: Self.now, succeeded: succeeded, random: .random(in: 0...1))
            }
        }
    }

    /// Waits until the next look is due, or a hook or the end of the task may have changed that.
    private func isDue() async -> Bool {
        let now = Self.now
        let due = state.withLock { $0.schedule.due } ?? now
        guard due > now else { return true }
        await withTaskGroup { group in
            group.addTask {
                try? await Task.sleep(for: due - now)
                self.wake()
            }
            await self.sleep()
            group.cancelAll()
        }
        // The timer that was cancelled has rung, too.
        state.withLock { $0.isWoken = false }
        return false
    }

    private func sleep() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isWoken = state.withLock { state in
                    guard !state.isWoken else { return true }
                    state.waiting = continuation
                    return false
                }
                if isWoken { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
    }

    private func wake() {
        let waiting = state.withLock { state in
            state.isWoken = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    private static var now: Duration { ContinuousClock.now - origin }
}
