#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A value that one thread at a time may touch.
///
/// Beside `Synchronization.Mutex` for one reason: ThreadSanitizer knows this lock, but not that one
/// once two threads want it at the same time, and then reports races that are none.
@safe
package final class Locked<Value: ~Copyable>: @unchecked Sendable {
    // At one address for as long as it lives, as C wants it.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private var value: Value

    /// Guards `value`.
    package init(_ value: consuming sending Value) {
        unsafe lock = .allocate(capacity: 1)
        unsafe lock.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(lock, nil)
        self.value = value
    }

    deinit {
        unsafe pthread_mutex_destroy(lock)
        unsafe lock.deallocate()
    }

    /// Calls `body` with the value, which nobody else touches meanwhile; not to be nested.
    package func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        return try body(&value)
    }
}
