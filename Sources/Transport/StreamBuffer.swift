internal import Threads
internal import Payloads

/// Holds the part of a stream that came and was not read yet.
final class StreamBuffer: Transfer.Receiver {
    typealias Waiter = CheckedContinuation<Void, Never>

    private struct State: ~Copyable {
        var head: Result<ResponseHead, TransportError>?
        var bytes = PayloadWriter()
        /// The receiver had enough and waits to be resumed.
        var isPaused = false
        var end: Result<Void, TransportError>?
        /// Who waits for the head.
        var headWaiter: Waiter?
        /// Who waits for bytes, or for the end.
        var waiter: Waiter?

        var hasNews: Bool { bytes.count > 0 || end != nil }
    }

    /// The most that is held, unless one call of libcurl brings more.
    private let limit: Int
    private let state = Locked(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Waits for the head of the answer.
    func head() async throws(TransportError) -> ResponseHead {
        await withCheckedContinuation { continuation in
            let isKnown = state.withLock { state in
                if state.head == nil { state.headWaiter = continuation }
                return state.head != nil
            }
            if isKnown { continuation.resume() }
        }
        let head = state.withLock { $0.head }
        guard let head else { throw TransportError(.broken, "the answer has no head") }
        return try head.get()
    }

    /// Waits for bytes; nil at the end.
    ///
    /// `resume` is called if the transfer waits for room.
    func next(resume: () -> Void) async throws(TransportError) -> Payload? {
        await withCheckedContinuation { continuation in
            let hasNews = state.withLock { state in
                if !state.hasNews { state.waiter = continuation }
                return state.hasNews
            }
            if hasNews { continuation.resume() }
        }
        let (bytes, end, wasPaused) = state.withLock { state in
            let wasPaused = state.isPaused
            state.isPaused = false
            return (state.bytes.count > 0 ? state.bytes.take() : nil, state.end, wasPaused)
        }
        if wasPaused { resume() }
        if let bytes { return bytes }
        try end?.get()
        return nil
    }

    func begin(_ head: ResponseHead) {
        settleHead(.success(head))
    }

    func receive(_ bytes: RawSpan) -> Bool {
        let (isTaken, waiter) = state.withLock { state -> (Bool, Waiter?) in
            guard state.bytes.count == 0 || bytes.byteCount <= limit - state.bytes.count else {
                state.isPaused = true
                return (false, nil)
            }
            state.bytes.append(bytes)
            defer { state.waiter = nil }
            return (true, state.waiter)
        }
        waiter?.resume()
        return isTaken
    }

    func end(_ failure: TransportError?) {
        settleHead(.failure(failure ?? TransportError(.broken, "the answer has no head")))
        let waiter = state.withLock { state in
            state.end = failure.map { .failure($0) } ?? .success(())
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    private func settleHead(_ head: Result<ResponseHead, TransportError>) {
        let waiter = state.withLock { state -> Waiter? in
            guard state.head == nil else { return nil }
            state.head = head
            defer { state.headWaiter = nil }
            return state.headWaiter
        }
        waiter?.resume()
    }
}
