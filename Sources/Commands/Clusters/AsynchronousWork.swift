internal import Files
internal import Synchronization

/// Asynchronous work that a command waits for.
///
/// Commands are synchronous, since all others are; those that talk to clusters are the only ones
/// that start tasks.
enum AsynchronousWork {
    /// Waits, on the process's own thread, for what `body` comes to.
    static func result<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let end = End<Value>(try Waker())
        Task {
            let result: Result<Value, any Error>
            do {
                result = .success(try await body())
            } catch {
                result = .failure(error)
            }
            end.result.withLock { $0 = result }
            end.waker.wake()
        }
        while true {
            if let result = end.result.withLock({ $0 }) { return try result.get() }
            Waker.wait(for: [end.waker.number], atMost: nil)
            end.waker.clear()
        }
    }

    /// What a task leaves for the thread that waits for it.
    private final class End<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
        let waker: Waker

        init(_ waker: Waker) { self.waker = waker }
    }
}
