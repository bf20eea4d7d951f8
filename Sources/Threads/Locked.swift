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
    // Both at one address for as long as they live, as C wants it of the first.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    /// Guards `value`.
    package init(_ value: consuming sending Value) {
        unsafe lock = .allocate(capacity: 1)
        unsafe lock.initialize(to: pthread_mutex_t())
        unsafe pthread_mutex_init(lock, nil)
        unsafe self.value = .allocate(capacity: 1)
        unsafe self.value.initialize(to: value)
    }

    deinit {
        unsafe value.deinitialize(count: 1)
        unsafe value.deallocate()
        unsafe pthread_mutex_destroy(lock)
        unsafe lock.deallocate()
    }

    /// Calls `body` with the value, which nobody else touches meanwhile; not to be nested.
    package func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending Value) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        unsafe pthread_mutex_lock(lock)
        defer { unsafe pthread_mutex_unlock(lock) }
        return try unsafe body(&value.pointee)
    }
}
