internal import Payloads
internal import Synchronization

/// Collects an answer and gives it to the task that waits.
final class WholeAnswer: Transfer.Receiver {
    typealias Waiter = CheckedContinuation<Result<Response, TransportError>, Never>

    private struct State: ~Copyable {
        var head = ResponseHead()
        var body: PayloadWriter?
        var waiter: Waiter?
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// Says who waits; before the transfer starts.
    func wait(_ waiter: Waiter) {
        state.withLock { $0.waiter = waiter }
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
        try state.withLock { (state) throws(TransportError) in
            let count = state.body?.count ?? 0
            guard bytes.byteCount <= limit - count else {
                throw TransportError(.tooLarge, "the answer is larger than \(limit) bytes")
            }
            state.body?.append(bytes)
            return true
        }
    }

    func end(_ failure: TransportError?) {
        let waiter = state.withLock { state in
            let waiter = state.waiter
            state.waiter = nil
            return waiter
        }
        guard let waiter else { return }
        if let failure {
            waiter.resume(returning: .failure(failure))
        } else {
            let response = state.withLock { state in
                Response(head: state.head, body: state.body?.take() ?? Payload())
            }
            waiter.resume(returning: .success(response))
        }
    }
}
