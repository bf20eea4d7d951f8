import Kubernetes
import Payloads
import Testing
import Transport
import TransportSupport

/// Answers that a healthy API server does not give.
@Suite struct RefusalTests {
    private static func error(
        _ status: String,
        _ body: String = "",
        headers: [String] = [],
        of resource: Resource = .configMaps
    ) async throws -> APIError {
        let server = try ScriptedServer { _, connection in
            connection.answer(status, body, headers: headers)
        }
        defer { server.stop() }
        let client = try Client(Configuration(server: server.url("/")))
        let error = await #expect(throws: APIError.self) {
            try await client.get(resource, "a", in: "n")
        }
        return try #require(error)
    }

    @Test(arguments: [
        ("400 Bad Request", APIError.Kind.invalid), ("401 Unauthorized", .unauthorized),
        ("403 Forbidden", .forbidden), ("404 Not Found", .notFound), ("409 Conflict", .conflict),
        ("410 Gone", .gone), ("422 Unprocessable Entity", .invalid),
        ("429 Too Many Requests", .busy), ("500 Internal Server Error", .failed),
        ("502 Bad Gateway", .failed), ("503 Service Unavailable", .busy),
        ("504 Gateway Timeout", .failed), ("302 Found", .failed),
    ])
    func `each status has its kind`(status: String, kind: APIError.Kind) async throws {
        #expect(try await Self.error(status).kind == kind)
    }

    @Test func `says how long the server wants to be left alone`() async throws {
        let busy = try await Self.error("429 Too Many Requests", headers: ["Retry-After: 7"])
        #expect(busy.retryAfter == .seconds(7))
        let told = try await Self.error(
            "503 Service Unavailable",
            #"{"kind": "Status", "reason": "X", "details": {"retryAfterSeconds": 3}}"#
        )
        #expect(told.retryAfter == .seconds(3))
        #expect(try await Self.error("500 X", headers: ["Retry-After: x"]).retryAfter == nil)
    }

    @Test func `shows a page of a proxy nowhere`() async throws {
        let error = try await Self.error("502 Bad Gateway", "<html>canary</html>")
        #expect(error.description == "get ConfigMap n/a: status 502")
    }

    @Test func `makes one line of what the server says`() async throws {
        let error = try await Self.error(
            "400 Bad Request",
            #"{"kind": "Status", "reason": "BadRequest", "message": "a\nb\u001b[2J"}"#
        )
        #expect(error.description == "get ConfigMap n/a: 400 BadRequest: a b [2J")
    }

    @Test func `repeats no message about a Secret`() async throws {
        let error = try await Self.error(
            "400 Bad Request",
            #"{"kind": "Status", "reason": "BadRequest", "message": "canary"}"#,
            of: .secrets
        )
        #expect(error.description == "get Secret n/a: 400 BadRequest")
    }

    @Test(arguments: ["", "{", "nothing"])
    func `an answer that is not JSON is unusable`(body: String) async throws {
        #expect(try await Self.error("200 OK", body).kind == .unusable)
    }

    @Test func `a connection that breaks is no answer`() async throws {
        let server = try ScriptedServer { _, _ in false }
        defer { server.stop() }
        let client = try Client(Configuration(server: server.url()))
        let error = await #expect(throws: APIError.self) {
            try await client.get(.configMaps, "a", in: "n")
        }
        #expect(error?.kind == .unanswered(.broken))
    }

    @Test func `an error amid a watch ends it`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            connection.write(#"{"type": "BOOKMARK", "object": {"metadata": "#)
            connection.write(#"{"resourceVersion": "5"}}}"# + "\n\n")
            connection.write(#"{"type": "NEW", "object": {}}"# + "\n")
            connection.write(
                #"{"type": "ERROR", "object": {"kind": "Status", "code": 410, "reason": "Expired"}}"#
                    + "\n"
            )
            connection.waitForEnd()
            return false
        }
        defer { server.stop() }
        let client = try Client(Configuration(server: server.url()))
        let watch = try await client.watch(.configMaps, from: "1")
        guard case .bookmark("5") = try await watch.next() else {
            Issue.record("not the bookmark")
            return
        }
        let error = await #expect(throws: APIError.self) { try await watch.next() }
        #expect(error?.kind == .gone)
    }
}
