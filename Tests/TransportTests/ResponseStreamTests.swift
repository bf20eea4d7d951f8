import Glibc
import Dispatch
import Waiting
import Payloads
import Synchronization
import Testing
import Transport
import TransportSupport

@Suite struct ResponseStreamTests {
    private static let head = "HTTP/1.1 200 OK\r\nX-A: b\r\n\r\n"

    @Test func `gives the head at once and the body as it comes`() async throws {
        // Held until the client has read the first part.
        let rest = DispatchSemaphore(value: 0)
        let server = try ScriptedServer { _, connection in
            connection.write(Self.head + "one")
            guard rest.wait(timeout: .now() + 60) == .success else { return false }
            connection.write("two")
            return false
        }
        defer { server.stop() }
        let stream = try await HTTPClient().stream(Request(.get, server.url()))
        #expect(stream.status == 200)
        #expect(stream.head.value(of: "x-a") == "b")
        #expect(try await stream.next()?.text == "one")
        rest.signal()
        #expect(try await stream.next()?.text == "two")
        #expect(try await stream.next() == nil)
    }

    @Test func `a slow reader slows the server and loses nothing`() async throws {
        let written = Atomic(0)
        let server = try ScriptedServer { _, connection in
            connection.write(Self.head)
            let block = String(repeating: "x", count: 65_536)
            for _ in 0..<1_024 {
                guard connection.write(block) else { return false }
                written.add(65_536, ordering: .relaxed)
            }
            return false
        }
        defer { server.stop() }
        var request = Request(.get, server.url())
        request.limit = 100_000
        let stream = try await HTTPClient().stream(request)
        // Until the server makes no progress any more.
        var last = -1
        while last != written.load(ordering: .relaxed) {
            last = written.load(ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(100))
        }
        #expect(last < 32 << 20)
        var count = 0
        while let chunk = try await stream.next() {
            #expect(chunk.count <= 200_000)
            count += chunk.count
        }
        #expect(count == 64 << 20)
    }

    @Test func `a connection is not inherited by programs that are started`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write(Self.head + "x")
            connection.waitForEnd()
            return false
        }
        defer { server.stop() }
        let stream = try await HTTPClient().stream(Request(.get, server.url()))
        #expect(try await stream.next()?.text == "x")
        var found = 0
        for number in 0..<Int32(20_000) {
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let isConnected = unsafe withUnsafeMutablePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                    unsafe getpeername(number, generic, &length) == 0
                }
            }
            guard isConnected, address.sin_port == server.port.bigEndian else { continue }
            found += 1
            #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
        }
        #expect(found == 1)
        #expect(stream.status == 200)
    }

    @Test func `a dropped stream closes its connection`() async throws {
        let isClosed = Atomic(false)
        let server = try ScriptedServer { _, connection in
            connection.write(Self.head + "x")
            connection.waitForEnd()
            isClosed.store(true, ordering: .releasing)
            return false
        }
        defer { server.stop() }
        let client = try HTTPClient()
        do {
            let stream = try await client.stream(Request(.get, server.url()))
            #expect(try await stream.next()?.text == "x")
        }
        try await until("the connection is closed") { isClosed.load(ordering: .acquiring) }
    }

    @Test func `a stream from which nothing comes is a timeout`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write(Self.head + "x")
            connection.waitForEnd()
            return false
        }
        defer { server.stop() }
        var request = Request(.get, server.url())
        request.timeouts = Timeouts(total: nil, idle: .milliseconds(200))
        let stream = try await HTTPClient().stream(request)
        #expect(try await stream.next()?.text == "x")
        let error = await #expect(throws: TransportError.self) { try await stream.next() }
        #expect(error?.kind == .timeout)
    }

    @Test func `a cancelled reader gets an error, also one that waits`() async throws {
        let server = try ScriptedServer { _, connection in
            connection.write(Self.head)
            connection.waitForEnd()
            return false
        }
        defer { server.stop() }
        let stream = try await HTTPClient().stream(Request(.get, server.url()))
        let task = Task { try await stream.next() }
        await Task.yield()
        task.cancel()
        let error = await #expect(throws: TransportError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
    }
}
