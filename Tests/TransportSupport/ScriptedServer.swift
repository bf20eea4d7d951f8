import Threads
import Foundation
import Glibc

/// A server on loopback that answers each connection as a script says.
///
/// It is for what no real server does on request: silence, half an answer, an endless one.
package final class ScriptedServer: Sendable {
    /// Where it listens.
    package let port: UInt16
    private let listener: Int32
    private let requests = Locked<[String]>([])
    private let connections = Locked<[Int32]>([])

    /// What was asked so far: head and body of each request.
    package var heard: [String] { requests.withLock { $0 } }
    /// How many connections were made.
    package var connectionCount: Int { connections.withLock { $0.count } }
    /// An address of this server.
    package func url(_ path: String = "/") -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Answers every request with what `answer` writes; false closes the connection.
    package init(_ answer: @escaping @Sendable (String, Connection) -> Bool) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let found = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe bind(listener, generic, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard found else { throw ServerError(code: errno) }
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
        let server = self
        Thread.detachNewThread {
            while true {
                let connection = accept(server.listener, nil, nil)
                guard connection >= 0 else { return }
                server.connections.withLock { $0.append(connection) }
                Thread.detachNewThread { server.serve(Connection(socket: connection), answer) }
            }
        }
    }

    /// Ends the server and all its connections.
    package func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in connections.withLock({ $0 }) { shutdown(connection, Int32(SHUT_RDWR)) }
    }

    private func serve(
        _ connection: Connection,
        _ answer: @Sendable (String, Connection) -> Bool
    ) {
        while let request = connection.readRequest() {
            requests.withLock { $0.append(request) }
            guard answer(request, connection) else { break }
        }
        shutdown(connection.socket, Int32(SHUT_RDWR))
    }
}

/// Why a server could not be started.
package struct ServerError: Error {
    let code: Int32
}

/// The server's end of one connection.
package struct Connection: Sendable {
    let socket: Int32

    /// Writes all of `text`; false if the client is gone.
    @discardableResult
    package func write(_ text: String) -> Bool {
        var left = Array(text.utf8)[...]
        while !left.isEmpty {
            let count = unsafe left.withUnsafeBytes {
                unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            left = left.dropFirst(count)
        }
        return true
    }

    /// Writes a whole answer.
    @discardableResult
    package func answer(_ status: String = "200 OK", _ body: String = "", headers: [String] = [])
        -> Bool
    {
        let lines = ["HTTP/1.1 \(status)", "Content-Length: \(body.utf8.count)"] + headers
        return write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Waits until the client closes its end.
    package func waitForEnd() {
        var byte: UInt8 = 0
        while unsafe recv(socket, &byte, 1, 0) > 0 {}
    }

    func readRequest() -> String? {
        var bytes: [UInt8] = []
        var expected: Int?
        while true {
            if let expected, bytes.count >= expected { break }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard expected == nil, let end = text.range(of: "\r\n\r\n")?.lowerBound else {
                continue
            }
            let length = text[..<end].components(separatedBy: "\r\n")
                .first { $0.lowercased().hasPrefix("content-length:") }
                .flatMap { Int($0.split(separator: ":")[1].drop { $0 == " " }) }
            expected = text[..<end].utf8.count + 4 + (length ?? 0)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
