/// Sends requests to servers that one kind of security is meant for.
///
/// Answers that are awaited share few connections; streams have a connection each, so that one whose
/// reader is slow holds nobody else up. Redirects are answers like others. Proxies are those of the
/// environment (`https_proxy`, `no_proxy`) unless one is given, never for loopback addresses.
package final class HTTPClient: Sendable {
    private let requests: Pool
    private let streams: Pool
    private let secrets: Pool

    /// A client that sends up to `concurrency` requests at a time; others wait.
    package init(
        _ security: Security = Security(),
        proxy: String? = nil,
        concurrency: Int = 64
    ) throws(TransportError) {
        requests = try Pool(
            PoolSettings(isShared: true, concurrency: concurrency, connections: 4, proxy: proxy),
            security
        )
        // No more at a time than have a connection.
        let connections = min(concurrency, 16)
        secrets = try Pool(
            PoolSettings(
                isShared: false,
                concurrency: connections,
                connections: connections,
                proxy: proxy
            ),
            security
        )
        streams = try Pool(
            PoolSettings(isShared: false, concurrency: 1_000, connections: 1_000, proxy: proxy),
            security
        )
    }

    /// Sends `request` and waits for the whole answer.
    package func send(_ request: Request) async throws(TransportError) -> Response {
        let pool = request.isConfidential ? secrets : requests
        let receiver = WholeAnswer(limit: request.limit)
        let transfer = Transfer(request, receiver)
        let result = await withTaskCancellationHandler {
            pool.start(transfer)
            return await Self.result { () async throws(TransportError) in
                try await receiver.answer()
            }
        } onCancel: {
            pool.cancel(transfer)
        }
        return try result.get()
    }

    /// Sends `request` and gives the answer as soon as its head is there, the body as it comes.
    package func stream(_ request: Request) async throws(TransportError) -> ResponseStream {
        let buffer = StreamBuffer(limit: request.limit)
        let transfer = Transfer(request, buffer)
        let pool = streams
        let head = await withTaskCancellationHandler {
            pool.start(transfer)
            return await Self.result { () async throws(TransportError) in
                try await buffer.head()
            }
        } onCancel: {
            pool.cancel(transfer)
        }
        return ResponseStream(try head.get(), buffer, transfer, pool)
    }

    // Functions of the library that call others keep no type of errors.
    static func result<Success>(
        _ body: () async throws(TransportError) -> Success
    ) async -> Result<Success, TransportError> {
        do throws(TransportError) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
