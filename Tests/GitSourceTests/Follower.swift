import ClusterSupport
import Foundation
import Git

@testable import GitSource

/// Makes sources, each time with the same folder for the clone.
struct Follower {
    let folder: TemporaryFolder
    let configuration: GitConfiguration

    init(_ address: String, _ change: (inout GitConfiguration) throws -> Void = { _ in }) throws {
        folder = try TemporaryFolder("source")
        var configuration = GitConfiguration(address: try GitAddress(address))
        configuration.reference = "main"
        try change(&configuration)
        self.configuration = configuration
    }

    var clone: String { folder.file("clone") }

    /// A source as after a start of the process.
    func source(_ change: (inout GitConfiguration) -> Void = { _ in }) -> GitSource {
        var configuration = configuration
        change(&configuration)
        return GitSource(configuration, folder: clone)
    }
}

extension GitSource {
    /// The commit after a look at the server.
    func revision() async throws -> String { try await update().snapshot.revision }

    /// Why an update did not succeed; nothing if it did.
    func failure() async -> GitSourceError? {
        do throws(GitSourceError) {
            _ = try await update()
            return nil
        } catch {
            return error
        }
    }
}

extension RemoteSecret {
    static func file(_ path: String) throws -> RemoteSecret {
        try secret(String(contentsOfFile: path, encoding: .utf8))
    }

    static func secret(_ text: String) throws -> RemoteSecret {
        let bytes = Array(text.utf8)
        guard let secret = unsafe RemoteSecret(bytes.span.bytes) else {
            throw Failure("a NUL byte")
        }
        return secret
    }
}

extension GitSnapshot {
    func text(_ path: String) throws -> String {
        String(decoding: try tree.read(path, limit: 1 << 20), as: UTF8.self)
    }
}
