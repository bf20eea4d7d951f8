package import Foundation

/// A folder that is removed with its last user, and by the guardian: what a thread of a test's last
/// moment, or a program that was killed, has put back.
package final class TemporaryFolder: Sendable {
    package let path: String

    /// Makes one that only this user can look into.
    package init(_ purpose: String) throws {
        // Short, since the path of a socket in it must fit into 108 bytes.
        path = "\(Programs.temporary)/fleetseal-\(purpose)-\(UUID().uuidString.prefix(8))"
        try Guardian.shared.get().remove(path)
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file that only this user can read, and gives its path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        let file = file(name)
        try Data(text.utf8).write(to: URL(filePath: file))
        guard unsafe chmod(file, 0o600) == 0 else { throw Failure("chmod \(file)") }
        return file
    }

    /// Makes an empty file and opens it.
    package func writable(_ name: String) throws -> FileHandle {
        try write("", to: name)
        return try FileHandle(forWritingTo: URL(filePath: file(name)))
    }

    /// What a file in it holds.
    package func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: file(name))), as: UTF8.self)
    }
}
