import ClusterSupport
import Foundation

/// A web proxy of a test's own, or plain http in front of an https server.
final class WebProxy: Sendable {
    let port: Int
    private let folder: TemporaryFolder
    private let server: Server

    static func with<Value>(
        target: Int? = nil,
        _ body: (WebProxy) async throws -> Value
    ) async throws -> Value {
        let proxy = try await WebProxy(target)
        do {
            let value = try await body(proxy)
            await proxy.server.kill()
            return value
        } catch {
            await proxy.server.kill()
            throw error
        }
    }

    /// What it was asked for, with all headers.
    func log() throws -> String { try folder.text("requests") }

    private init(_ target: Int?) async throws {
        folder = try TemporaryFolder("proxy")
        let port = try Port.free()
        self.port = port
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "proxy.py").path
        try folder.write("", to: "requests")
        server = try await Server(
            "proxy",
            Child.Start(
                "python3",
                [script, "\(port)", folder.file("requests")] + (target.map { ["\($0)"] } ?? [])
            ),
            log: folder.file("log")
        ) {
            Port.answers(port) ? nil : "it does not listen"
        }
    }
}
