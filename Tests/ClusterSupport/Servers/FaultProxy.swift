import Threads
import Foundation

/// A proxy of a test's own in front of the API server, which makes faults when told to.
///
///     try await FaultProxy.with(cluster) { proxy in
///         let kubeconfig = try await cluster.kubeconfig(user: "ada", server: proxy.url)
///         try await proxy.answer(429, headers: ["Retry-After": "1"], to: "PATCH", times: 50)
///
/// With `.http` it speaks HTTP/1.1 with both sides and can answer by itself; a client is still who its
/// certificate or token says. With `.bytes` it only passes bytes on, so that HTTP/2 reaches the server.
package final class FaultProxy: Sendable {
    /// What it understands of what it passes on.
    package enum Layer: Sendable { case http, bytes }

    /// What it saw so far.
    package struct Seen: Sendable {
        /// Method and path with the query of each request; empty for `.bytes`.
        package let requests: [(method: String, path: String)]
        package let connections: Int
        /// Connections that are open, counted on both sides of the proxy.
        package let open: Int
    }

    /// Where it answers, as the server of a kubeconfig.
    package var url: String { "https://127.0.0.1:\(port)" }
    package let port: Int

    private let child: Child
    private let pipes: Locked<Pipes>
    private let folder: TemporaryFolder

    private struct Pipes: Sendable {
        let commands: FileHandle
        let answers: FileHandle
    }

    /// Starts one for the time of `body`.
    package static func with<Value>(
        _ cluster: Cluster,
        _ layer: Layer = .http,
        _ body: (FaultProxy) async throws -> Value
    ) async throws -> Value {
        let proxy = try await FaultProxy(cluster, layer)
        do {
            let value = try await body(proxy)
            await proxy.end()
            return value
        } catch {
            await proxy.end()
            throw error
        }
    }

    /// Resets every connection that is open now; new ones are taken.
    package func cut() throws { try send(["do": .text("cut")]) }

    /// Takes no more connections; those that are open stay.
    package func refuse() throws { try send(["do": .text("refuse")]) }

    /// Takes connections again after `refuse`.
    package func accept() throws { try send(["do": .text("accept")]) }

    /// Holds back everything that would be passed on; connections stay open and are taken.
    package func hold() throws { try send(["do": .text("hold")]) }

    /// Passes on again after `hold`, beginning with what was held back.
    package func flow() throws { try send(["do": .text("flow")]) }

    /// Answers requests by itself.
    ///
    /// `method` is a regular expression for the whole method, `path` for a part of the path with its
    /// query. Of those that match, `skip` are let through first, then `times` are answered; without
    /// `times`, all until `heal`.
    package func answer(
        _ status: Int,
        headers: [String: String] = [:],
        body: String = "",
        to method: String = ".*",
        path: String = ".*",
        skip: Int = 0,
        times: Int? = nil
    ) throws {
        try send(
            [
                "do": .text("fault"), "status": .number(Double(status)), "headers": .table(headers),
                "body": .text(body), "method": .text(method), "path": .text(path),
                "skip": .number(Double(skip)),
                "count": times.map { .number(Double($0)) } ?? .nothing,
            ]
        )
    }

    /// Ends the connections of requests without an answer; they do not reach the server.
    package func cut(_ method: String, path: String = ".*", skip: Int = 0, times: Int? = nil) throws
    {
        try send(
            [
                "do": .text("fault"), "cut": .number(1), "method": .text(method),
                "path": .text(path), "skip": .number(Double(skip)),
                "count": times.map { .number(Double($0)) } ?? .nothing,
            ]
        )
    }

    /// Holds requests back until `heal`, which passes them on.
    package func hold(_ method: String, path: String = ".*", times: Int? = nil) throws {
        try send(
            [
                "do": .text("fault"), "hold": .number(1), "method": .text(method),
                "path": .text(path), "count": times.map { .number(Double($0)) } ?? .nothing,
            ]
        )
    }

    /// Takes back what `answer`, `cut` and `hold` asked for certain requests.
    package func heal() throws { try send(["do": .text("heal")]) }

    /// What it saw so far.
    package func seen() throws -> Seen {
        struct Answer: Decodable {
            let requests: [[String]]
            let connections: Int
            let open: Int
        }
        let answer = try JSONDecoder().decode(Answer.self, from: send(["do": .text("tell")]))
        return Seen(
            requests: answer.requests.map { (method: $0[0], path: $0[1]) },
            connections: answer.connections,
            open: answer.open
        )
    }

    private init(_ cluster: Cluster, _ layer: Layer) async throws {
        folder = try TemporaryFolder("proxy")
        port = try Port.free()
        let program = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "proxy.py").path
        var arguments = [program, String(port), String(cluster.port)]
        if layer == .http {
            let identity = try await cluster.proxyAuthority.client("proxy-client", name: "proxy")
            let files = cluster.folder
            arguments += [
                files.file("server.crt"), files.file("server.key"), files.file("ca.crt"),
                files.file("ca.crt"), identity.certificate, identity.key,
            ]
        }
        let (commands, answers) = (Pipe(), Pipe())
        var start = Child.Start("python3", arguments)
        start.input = commands.fileHandleForReading
        start.output = answers.fileHandleForWriting
        start.error = try folder.writable("errors")
        child = try Child(start)
        try Guardian.shared.get().watch(child)
        for pipe in [commands.fileHandleForWriting, answers.fileHandleForReading] {
            _ = fcntl(pipe.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        try commands.fileHandleForReading.close()
        try answers.fileHandleForWriting.close()
        pipes = Locked(
            Pipes(commands: commands.fileHandleForWriting, answers: answers.fileHandleForReading)
        )
        // It says so once it listens.
        _ = try pipes.withLock { try line(from: $0) }
    }

    private func end() async {
        child.signal(SIGKILL)
        await child.wait()
        try? Guardian.shared.get().forget(child)
    }

    private enum Argument: Encodable {
        case text(String), number(Double), table([String: String]), nothing

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let text): try container.encode(text)
            case .number(let number): try container.encode(number)
            case .table(let table): try container.encode(table)
            case .nothing: try container.encodeNil()
            }
        }
    }

    /// Returns once the proxy has done it: it answers at once, so that waiting here blocks nobody.
    @discardableResult
    private func send(_ command: [String: Argument]) throws -> Data {
        let text = try JSONEncoder().encode(command)
        return try pipes.withLock { pipes in
            try pipes.commands.write(contentsOf: text + [0x0a])
            return try line(from: pipes)
        }
    }

    private func line(from pipes: Pipes) throws -> Data {
        var line = Data()
        while line.last != 0x0a {
            // `read(upToCount:)` would wait until it has that much.
            let more = pipes.answers.availableData
            guard !more.isEmpty else {
                throw Failure("the proxy ended: \(try folder.text("errors"))")
            }
            line += more
        }
        return line
    }
}
