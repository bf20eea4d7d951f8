import Waiting
import Glibc
import Payloads
import Testing
import Transport
import TransportSupport

@Suite struct HTTPClientTests {
    @Test func `sends a request and gives status, headers and body`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.answer("201 Created", "hello", headers: ["X-Kind:  a b "])
        }
        defer { server.stop() }
        var request = Request(.post, server.url("/things?a=1"))
        request.headers = ["Content-Type: text/plain", "Accept: text/plain"]
        request.authorization = Payload("Bearer abc")
        request.body = Payload("the body")
        let response = try await HTTPClient().send(request)
        #expect(response.status == 201)
        #expect(response.body.text == "hello")
        #expect(response.head.value(of: "x-kind") == "a b")
        #expect(response.head.value(of: "x-other") == nil)
        let heard = try #require(server.heard.first)
        #expect(heard.hasPrefix("POST /things?a=1 HTTP/1.1\r\n"))
        #expect(heard.contains("\r\nAuthorization: Bearer abc\r\n"))
        #expect(heard.contains("\r\nContent-Type: text/plain\r\n"))
        #expect(!heard.contains("Expect:"))
        #expect(heard.hasSuffix("\r\n\r\nthe body"))
    }

    @Test(arguments: [Request.Method.get, .put, .patch, .delete])
    func `uses the method it is told`(method: Request.Method) async throws {
        let server = try ScriptedServer { _, connection in connection.answer() }
        defer { server.stop() }
        let client = try HTTPClient()
        // After one with a body, since handles are used again.
        var first = Request(.post, server.url())
        first.body = Payload("x")
        _ = try await client.send(first)
        let response = try await client.send(Request(method, server.url()))
        #expect(response.status == 200)
        #expect(server.heard.last?.hasPrefix(method.rawValue + " / ") == true)
        #expect(server.heard.last?.hasSuffix("\r\n\r\n") == true)
        #expect(server.connectionCount == 1)
    }

    @Test func `never follows a redirect`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.answer("302 Found", headers: ["Location: /elsewhere"])
        }
        defer { server.stop() }
        let response = try await HTTPClient().send(Request(.get, server.url()))
        #expect(response.status == 302)
        #expect(server.heard.count == 1)
    }

    @Test func `says that nobody listens`() async throws {
        let server = try ScriptedServer { _, _ in false }
        server.stop()
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(Request(.get, "http://127.0.0.1:1/"))
        }
        #expect(error?.kind == .unreachable)
        #expect(error?.description.first?.isLowercase == true)
    }

    @Test func `says that the connection broke amid the answer`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
            return false
        }
        defer { server.stop() }
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(Request(.get, server.url()))
        }
        #expect(error?.kind == .broken)
    }

    @Test func `gives up when the answer takes too long as a whole`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write("x") { _ = poll(nil, 0, 10) }
            return false
        }
        defer { server.stop() }
        var request = Request(.get, server.url())
        request.timeouts.total = .milliseconds(200)
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(request)
        }
        #expect(error?.kind == .timeout)
    }

    @Test func `gives up when nothing is heard`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\n\r\nx")
            connection.waitForEnd()
            return false
        }
        defer { server.stop() }
        var request = Request(.get, server.url())
        request.timeouts.idle = .milliseconds(200)
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(request)
        }
        #expect(error?.kind == .timeout)
        #expect(error?.description.contains("nothing was heard") == true)
    }

    @Test func `refuses an answer that is larger than allowed`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            while connection.write(String(repeating: "x", count: 10_000)) {}
            return false
        }
        defer { server.stop() }
        var request = Request(.get, server.url())
        request.limit = 100_000
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(request)
        }
        #expect(error?.kind == .tooLarge)
    }

    @Test func `a cancelled task ends its request`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.waitForEnd()
            return false
        }
        defer { server.stop() }
        let client = try HTTPClient()
        let request = Request(.get, server.url())
        let task = Task { try await client.send(request) }
        try await until("the server hears of it") { !server.heard.isEmpty }
        task.cancel()
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
    }

    @Test func `a request of a cancelled task is not sent`() async throws {
        let server = try ScriptedServer { _, connection in connection.answer() }
        defer { server.stop() }
        let client = try HTTPClient()
        let request = Request(.get, server.url())
        let task = Task {
            // Ends early when the task is cancelled, and only then.
            try? await Task.sleep(for: .seconds(600))
            return try await client.send(request)
        }
        task.cancel()
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
        _ = try await client.send(request)
        #expect(server.heard.count == 1)
    }

    @Test func `more requests than allowed at a time wait for their turn`() async throws {
        let server = try ScriptedServer { _, connection in connection.answer("200 OK", "x") }
        defer { server.stop() }
        let client = try HTTPClient(concurrency: 3)
        let url = server.url()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 {
                group.addTask { try await client.send(Request(.get, url)).body.count }
            }
            return try await group.reduce(0, +)
        }
        #expect(sum == 200)
        #expect(server.connectionCount <= 4)
    }

    @Test func `waiting for others does not count as time`() async throws {
        let server = try ScriptedServer { _, connection in
            _ = poll(nil, 0, 100)
            return connection.answer()
        }
        defer { server.stop() }
        let client = try HTTPClient(concurrency: 1)
        var request = Request(.get, server.url())
        request.timeouts.total = .seconds(1)
        let one = request
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<15 { group.addTask { _ = try await client.send(one) } }
            try await group.waitForAll()
        }
        #expect(server.heard.count == 15)
    }

    @Test(arguments: ["A: b\r\nC: d", "A: \u{1}"])
    func `refuses header lines that would be two`(line: String) async throws {
        var request = Request(.get, "http://127.0.0.1:1/")
        request.headers = [line]
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(request)
        }
        #expect(error?.kind == .unusable)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "http://", "::"])
    func `refuses addresses that are not of the web`(url: String) async throws {
        let error = await #expect(throws: TransportError.self) {
            try await HTTPClient().send(Request(.get, url))
        }
        #expect(error?.kind == .unusable)
    }
}
