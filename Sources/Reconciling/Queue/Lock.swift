internal import Synchronization

/// A `Mutex` that ThreadSanitizer sees.
///
/// That of the standard library is not built for it on Linux, so that every use would be reported
/// as a race. Atomics are, and order the same: races around the lock are still found.
package struct Lock<State: Sendable>: ~Copyable, Sendable {
    private let state: Mutex<State>
    private let turns = Atomic<UInt>(0)

    package init(_ state: State) { self.state = Mutex(state) }

    package borrowing func withLock<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in
            turns.wrappingAdd(1, ordering: .acquiringAndReleasing)
            defer { turns.wrappingAdd(1, ordering: .acquiringAndReleasing) }
            return body(&state)
        }
    }
}
