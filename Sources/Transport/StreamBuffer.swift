internal import Payloads
internal import Synchronization

/// Holds the part of a stream that came and was not read yet.
final class StreamBuffer: Transfer.Receiver {
    typealias HeadWaiter = CheckedContinuation<Result<ResponseHead, TransportError>, Never>
    typealias Chunk = Result<Payload?, TransportError>
    typealias ChunkWaiter = CheckedContinuation<Chunk, Never>

    private struct State: ~Copyable {
        var head: Result<ResponseHead, TransportError>?
        var headWaiter: HeadWaiter?
        var bytes = PayloadWriter()
        var chunkWaiter: ChunkWaiter?
        /// The receiver had enough and waits to be resumed.
        var isPaused = false
        var end: Result<Void, TransportError>?
    }

    /// The most that is held, unless one call of libcurl brings more.
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Waits for the head of the answer.
    func head() async -> Result<ResponseHead, TransportError> {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                if state.head == nil { state.headWaiter = continuation }
                return state.head
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Waits for bytes; nil at the end.
    ///
    /// `resume` is called if the transfer waits for room.
    func next(resume: () -> Void) async -> Chunk {
        await withCheckedContinuation { continuation in
            let (known, wasPaused) = state.withLock { state -> (Chunk?, Bool) in
                let known = Self.take(&state)
                if known == nil { state.chunkWaiter = continuation }
                let wasPaused = state.isPaused
                state.isPaused = false
                return (known, wasPaused)
            }
            if wasPaused { resume() }
            if let known { continuation.resume(returning: known) }
        }
    }

    func begin(_ head: ResponseHead) {
        settleHead(.success(head))
    }

    func receive(_ bytes: RawSpan) -> Bool {
        let (isTaken, waiter, chunk) = state.withLock { state -> (Bool, ChunkWaiter?, Chunk?) in
            guard state.bytes.count == 0 || bytes.byteCount <= limit - state.bytes.count else {
                state.isPaused = true
                return (false, nil, nil)
            }
            state.bytes.append(bytes)
            guard let waiter = state.chunkWaiter else { return (true, nil, nil) }
            state.chunkWaiter = nil
            return (true, waiter, Self.take(&state))
        }
        if let waiter, let chunk { waiter.resume(returning: chunk) }
        return isTaken
    }

    func end(_ failure: TransportError?) {
        settleHead(.failure(failure ?? TransportError(.broken, "the answer has no head")))
        let (waiter, chunk) = state.withLock { state -> (ChunkWaiter?, Chunk?) in
            state.end = failure.map { .failure($0) } ?? .success(())
            guard let waiter = state.chunkWaiter else { return (nil, nil) }
            state.chunkWaiter = nil
            return (waiter, Self.take(&state))
        }
        if let waiter, let chunk { waiter.resume(returning: chunk) }
    }

    private func settleHead(_ head: Result<ResponseHead, TransportError>) {
        let waiter = state.withLock { state -> HeadWaiter? in
            guard state.head == nil else { return nil }
            state.head = head
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume(returning: head)
    }

    private static func take(_ state: inout State) -> Chunk? {
        guard state.bytes.count == 0 else { return .success(state.bytes.take()) }
        return switch state.end {
        case .success?: .success(nil)
        case .failure(let failure)?: .failure(failure)
        case nil: nil
        }
    }
}
