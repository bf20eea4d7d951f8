#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file that the user named, anywhere: links are followed and pipes are waited for.
package enum UserFile {
    /// A file's bytes, at most `limit` of them.
    package static func read(
        _ path: String,
        limit: Int = 4 << 20
    ) throws(FileError) -> [UInt8] {
        let file = try open(path)
        let size = try size(of: file, path)
        let content = try naming("read file", path) { () throws(SystemError) in
            try file.contents(limit: limit, expected: size ?? 0)
        }
        guard let content else { throw tooLarge(path, limit) }
        return content
    }

    /// The size of a regular file; nothing for a pipe or a device, which do not tell.
    package static func size(_ path: String) throws(FileError) -> Int? {
        try size(of: open(path), path)
    }

    /// Reads a whole file straight into memory that its owner wipes, so that no other copy exists.
    ///
    /// More bytes than `span` has room for are an error.
    package static func readSecret(
        _ path: String,
        into span: inout OutputRawSpan
    ) throws(FileError) {
        let file = try open(path)
        try readSecret(file, path, into: &span)
    }

    private static func readSecret(
        _ file: borrowing Descriptor,
        _ path: String,
        into span: inout OutputRawSpan
    ) throws(FileError) {
        let room = span.freeCapacity
        let ended: Bool
        do throws(SystemError) {
            ended = try unsafe span.withUnsafeMutableBytes { buffer, filled throws(SystemError) in
                while filled < buffer.count {
                    let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                    let count = try unsafe file.read(into: rest)
                    if count == 0 { return true }
                    filled += count
                }
                return false
            }
        } catch {
            throw failure("read file", path, error)
        }
        guard ended || isAtEnd(file) else { throw tooLarge(path, room) }
    }

    /// Whether a file that filled its room to the brim ends there.
    private static func isAtEnd(_ file: borrowing Descriptor) -> Bool {
        unsafe withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { byte in
            let count = try? unsafe file.read(into: byte)
            unsafe byte.initializeMemory(as: UInt8.self, repeating: 0)
            return count == 0
        }
    }

    private static func open(_ path: String) throws(FileError) -> Descriptor {
        guard !path.utf8.contains(0) else {
            throw FileError(operation: "read file", path: path, reason: .unsuitableName)
        }
        return try naming("read file", path) { () throws(SystemError) in
            let file = try Descriptor.open(path, O_RDONLY | O_NOCTTY)
            guard try file.status().kind != .folder else { throw SystemError(code: EISDIR) }
            return file
        }
    }

    private static func size(
        of file: borrowing Descriptor,
        _ path: String
    ) throws(FileError) -> Int? {
        do throws(SystemError) {
            let status = try file.status()
            return status.kind == .file ? status.stamp.size : nil
        } catch {
            throw failure("read file", path, error)
        }
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> FileError {
        FileError(operation: "read file", path: path, reason: .tooLarge(limit: limit))
    }

    /// Like `FileError.naming`, for paths in which links are followed.
    static func naming<Value: ~Copyable>(
        _ operation: String,
        _ path: String,
        _ body: () throws(SystemError) -> Value
    ) throws(FileError) -> Value {
        do {
            return try body()
        } catch {
            throw failure(operation, path, error)
        }
    }

    /// Here a loop of links is just that, and nothing is outside.
    private static func failure(
        _ operation: String,
        _ path: String,
        _ error: SystemError
    ) -> FileError {
        let reason: FileError.Reason =
            switch error.code {
            case ELOOP, EXDEV: .other(errno: error.code)
            default: error.reason
            }
        return FileError(operation: operation, path: path, reason: reason)
    }
}
