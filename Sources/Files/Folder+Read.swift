#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Folder {
    /// A regular file's bytes, at most `limit` of them.
    ///
    /// A FIFO or device in the file's place is refused without waiting for it.
    package func read(
        _ relative: String,
        limit: Int = 4 << 20
    ) throws(FileError) -> [UInt8] {
        try present(RelativePath(relative, operation: "read file"), limit: limit).bytes
    }

    /// Whether anything stands under a path, be it a link.
    ///
    /// False too when a folder on the way is missing or is a file.
    package func exists(_ relative: String) throws(FileError) -> Bool {
        let path = try RelativePath(relative, operation: "look for")
        do throws(SystemError) {
            if path.text.isEmpty { return true }
            return try open(path.parent, O_RDONLY | O_DIRECTORY).status(of: path.name) != nil
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return false }
            throw FileError("look for", path.text, error)
        }
    }

    /// A file's bytes together with what the file system says of them.
    func present(
        _ path: RelativePath,
        limit: Int
    ) throws(FileError) -> (bytes: [UInt8], status: FileStatus) {
        var refusal: FileError.Reason = .notAFile
        let content = try withFile(path) { (file, status) throws(SystemError) in
            refusal = .tooLarge(limit: limit)
            return try file.contents(limit: limit, expected: status.stamp.size).map { ($0, status) }
        }
        guard let content else {
            throw FileError(operation: "read file", path: path.text, reason: refusal)
        }
        return content
    }

    /// Which of `contents` a file holds byte for byte, and what the file system says of it.
    func compare(
        _ path: RelativePath,
        with contents: [[UInt8]?]
    ) throws(FileError) -> (matches: [Bool], status: FileStatus) {
        let found = try withFile(path) { (file, status) throws(SystemError) in
            (try file.matches(contents), status)
        }
        guard let found else {
            throw FileError(operation: "read file", path: path.text, reason: .notAFile)
        }
        return found
    }

    /// Opens a regular file; nothing for anything else.
    private func withFile<Result>(
        _ path: RelativePath,
        _ body: (borrowing Descriptor, FileStatus) throws(SystemError) -> Result?
    ) throws(FileError) -> Result? {
        try FileError.naming("read file", path.text) { () throws(SystemError) -> Result? in
            let file = try open(path.text, O_RDONLY | O_NONBLOCK | O_NOCTTY)
            let status = try file.status()
            guard status.kind == .file else { return nil }
            return try body(file, status)
        }
    }
}
