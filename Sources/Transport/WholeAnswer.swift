internal import Threads
internal import Payloads

/// Collects an answer and gives it to the task that waits.
final class WholeAnswer: Transfer.Receiver {
    private struct State: ~Copyable {
        var head = ResponseHead()
        var body: PayloadWriter?
        var end: Result<Response, TransportError>?
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let limit: Int
    private let state = Locked(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Waits for the end of the answer.
    func answer() async throws(TransportError) -> Response {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if state.end == nil { state.waiter = continuation }
                return state.end != nil
            }
            if hasEnded { continuation.resume() }
        }
        let end = state.withLock { $0.end }
        guard let end else { throw TransportError(.broken, "the answer has no end") }
        return try end.get()
    }

    func begin(_ head: ResponseHead) {
        let expected = head.value(of: "content-length").flatMap { Int($0) } ?? 4_096
        state.withLock { state in
            state.head = head
            // Not more than it would grow to anyway, whatever the server says.
            state.body = PayloadWriter(capacity: max(0, min(expected, limit, 1 << 20)))
        }
    }

    func receive(_ bytes: RawSpan) throws(TransportError) -> Bool {
        let isTaken = state.withLock { state in
            let count = state.body?.count ?? 0
            guard bytes.byteCount <= limit - count else { return false }
            state.body?.append(bytes)
            return true
        }
        guard isTaken else {
            throw TransportError(.tooLarge, "the answer is larger than \(limit) bytes")
        }
        return true
    }

    func end(_ failure: TransportError?) {
        let waiter = state.withLock { state in
            if let failure {
                state.end = .failure(failure)
            } else {
                let body = state.body?.take() ?? Payload()
                state.end = .success(Response(head: state.head, body: body))
            }
            let waiter = state.waiter
            state.waiter = nil
            return waiter
        }
        waiter?.resume()
    }
}
