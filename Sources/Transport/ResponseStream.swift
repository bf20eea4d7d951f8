package import Payloads

/// An answer whose body is read while it comes; dropped, it ends the request.
///
/// For one reader. When it is slower than the server, the server waits.
package final class ResponseStream: Sendable {
    /// Status and header lines.
    package let head: ResponseHead
    private let buffer: StreamBuffer
    private let transfer: Transfer
    private let pool: Pool

    init(_ head: ResponseHead, _ buffer: StreamBuffer, _ transfer: Transfer, _ pool: Pool) {
        self.head = head
        self.buffer = buffer
        self.transfer = transfer
        self.pool = pool
    }

    deinit {
        pool.cancel(transfer)
    }

    /// The status, such as 200.
    package var status: Int { head.status }

    /// The bytes since the last call, at least one; nil at the end.
    package func next() async throws(TransportError) -> Payload? {
        let chunk = await withTaskCancellationHandler {
            await HTTPClient.result { () async throws(TransportError) in
                try await buffer.next { pool.resume(transfer) }
            }
        } onCancel: {
            pool.cancel(transfer)
        }
        return try chunk.get()
    }
}
