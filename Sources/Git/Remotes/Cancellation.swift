internal import CGit2

/// Tells a thread that is busy with a conversation to stop.
@safe
package final class Cancellation: @unchecked Sendable {
    // Only ever goes from 0 to 1, by an atomic store.
    let flag: UnsafeMutablePointer<Int32>

    package init() {
        unsafe flag = .allocate(capacity: 1)
        unsafe flag.initialize(to: 0)
    }

    deinit {
        unsafe flag.deallocate()
    }

    /// From any thread, at any time, more than once.
    package func cancel() {
        unsafe fleetseal_cancel(flag)
    }
}
