internal import Files
internal import Synchronization

extension Task where Success == Void, Failure == Never {
    /// Runs something asynchronous and waits for it, on the process's own thread alone: a thread of
    /// the pool that waited could be the one that is waited for.
    static func blocking(_ body: @escaping @Sendable () async -> Void) throws(FileError) {
        let end = End(try Waker())
        Task {
            await body()
            end.isReached.store(true, ordering: .releasing)
            end.waker.wake()
        }
        while !end.isReached.load(ordering: .acquiring) {
            Waker.wait(for: [end.waker.number], atMost: nil)
        }
    }
}

/// What a thread waits for.
private final class End: Sendable {
    let isReached = Atomic(false)
    let waker: Waker

    init(_ waker: Waker) { self.waker = waker }
}
