package import Payloads

/// One request to a server.
package struct Request: Sendable {
    /// What is asked of the server.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// What is asked of the server.
    package var method: Method
    /// The whole address; percent-encoded by the caller.
    package var url: String
    /// Further header lines, each `Name: value`.
    package var headers: [String] = []
    /// The value of `Authorization`, such as `Bearer …`; kept apart because it is a secret.
    package var authorization: Payload?
    /// The body, with `Content-Type` among the headers.
    package var body: Payload?
    /// Whether the bodies are secret: such requests go over HTTP/1.1, since the library for HTTP/2
    /// keeps what it sent last in memory that nobody wipes.
    package var isConfidential = false
    /// How long it may take.
    package var timeouts = Timeouts()
    /// The largest answer that is accepted, in bytes.
    package var limit = 64 << 20

    package init(_ method: Method, _ url: String) {
        self.method = method
        self.url = url
    }
}

/// How long a request may take once its turn has come; the first that is over ends it.
///
/// Waiting for others does not count: that there are many is no failure of the server.
package struct Timeouts: Sendable {
    /// From the start until a new connection can be used.
    package var connect: Duration
    /// From the start to the last byte of the answer; without it, it may go on for ever.
    package var total: Duration?
    /// From one byte of the answer to the next.
    package var idle: Duration

    package init(
        connect: Duration = .seconds(10),
        total: Duration? = .seconds(60),
        idle: Duration = .seconds(30)
    ) {
        self.connect = connect
        self.total = total
        self.idle = idle
    }
}
