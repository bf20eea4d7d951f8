internal import Synchronization

/// How a pool of connections is used.
struct PoolSettings: Sendable {
    /// Whether requests share connections (HTTP/2); otherwise each has one of its own (HTTP/1.1).
    var isShared: Bool
    /// The most transfers at a time; others wait for their turn.
    var concurrency: Int
    /// The most connections to one server.
    var connections: Int
    /// The proxy to use instead of the environment's.
    var proxy: String?
}

/// A pool of connections, and the thread that drives the transfers on it.
///
/// libcurl's multi interface wants one thread; tasks hand it transfers and it tells them how they
/// ended.
@safe
final class Pool: Sendable {
    private let inbox: Inbox

    init(_ settings: PoolSettings, _ security: Security) throws(TransportError) {
        let curl = try Curl.get()
        inbox = Inbox(curl)
        try PoolThread.start(curl, inbox, settings, security)
    }

    deinit {
        inbox.post(.stop)
    }

    /// Sends the request of `transfer` as soon as there is room for it.
    func start(_ transfer: Transfer) {
        if !inbox.post(.start(transfer)) {
            transfer.end(TransportError(.cancelled, "the client was closed"))
        }
    }

    /// Ends `transfer`, if it has not ended.
    func cancel(_ transfer: Transfer) {
        transfer.isCancelled.store(true, ordering: .releasing)
        inbox.post(.cancel(transfer))
    }

    /// Goes on with a transfer whose receiver had enough.
    func resume(_ transfer: Transfer) {
        inbox.post(.resume(transfer))
    }
}
