import Foundation

/// A value that one thread at a time uses.
///
/// `Mutex` of the standard library is not seen by ThreadSanitizer, which then reports races that are none.
final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: Value) {
        self.value = value
    }

    /// Uses it, and waits for those who do so now.
    func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
