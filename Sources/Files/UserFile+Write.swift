#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension UserFile {
    /// Writes a file whole or not at all, with exactly the permission bits given.
    ///
    /// `mustNotExist` refuses to replace anything. Without it, the file that a link leads to is
    /// replaced rather than the link, and a pipe or device is simply written to.
    package static func write(
        _ path: String,
        _ bytes: [UInt8],
        mode: UInt32 = 0o600,
        mustNotExist: Bool = true
    ) throws(FileError) {
        try unsafe write(path, bytes.span.bytes, mode: mode, mustNotExist: mustNotExist)
    }

    /// Writes bytes that stay where they are: a secret is not copied on its way to the file.
    package static func write(
        _ path: String,
        _ bytes: RawSpan,
        mode: UInt32 = 0o600,
        mustNotExist: Bool = true
    ) throws(FileError) {
        guard !path.utf8.contains(0) else {
            throw FileError(operation: "write file", path: path, reason: .unsuitableName)
        }
        let mode = mode_t(mode)
        do throws(SystemError) {
            if mustNotExist {
                try replace(path, bytes, mode, mustNotExist: true)
            } else if let stream = try openStream(path) {
                try stream.write(bytes)
            } else {
                try replace(resolved(path), bytes, mode, mustNotExist: false)
            }
        } catch {
            try naming("write file", path) { () throws(SystemError) -> Void in throw error }
        }
    }

    private static func replace(
        _ path: String,
        _ bytes: RawSpan,
        _ mode: mode_t,
        mustNotExist: Bool
    ) throws(SystemError) {
        let (parent, name) = split(path)
        guard !name.isEmpty, name != ".", name != ".." else { throw SystemError(code: EISDIR) }
        let folder = try Descriptor.open(parent, O_RDONLY | O_DIRECTORY)
        if mustNotExist, try folder.status(of: name) != nil { throw SystemError(code: EEXIST) }
        let temporary = TemporaryName.make()
        do {
            let file = try folder.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
            try file.write(bytes)
            try file.setMode(mode)
            try file.sync()
            if mustNotExist {
                try folder.rename(temporary, toFree: name)
            } else {
                try folder.rename(temporary, to: name)
            }
        } catch {
            // The first failure is the one to report; the name may not have come to be at all.
            try? folder.remove(temporary)
            throw error
        }
        try folder.sync()
    }

    /// Opens what can only be written to as it is: `/dev/stdout`, a FIFO, a terminal.
    private static func openStream(_ path: String) throws(SystemError) -> Descriptor? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            if errno == ENOENT { return nil }
            throw .last
        }
        switch FileKind(mode: status.st_mode) {
        case .file: return nil
        case .folder: throw SystemError(code: EISDIR)
        case .symbolicLink, .other, .unnameable:
            return try Descriptor.open(path, O_WRONLY | O_NOCTTY)
        }
    }

    /// The path without links; as it is where nothing stands there yet.
    private static func resolved(_ path: String) throws(SystemError) -> String {
        guard let text = unsafe realpath(path, nil) else {
            if errno == ENOENT { return path }
            throw .last
        }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    private static func split(_ path: String) -> (parent: String, name: String) {
        let scalars = path.unicodeScalars
        guard let slash = scalars.lastIndex(of: "/") else { return (".", path) }
        return (String(scalars[...slash]), String(scalars[scalars.index(after: slash)...]))
    }
}
