#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension UserFile {
    /// Makes a folder and those above it where they are missing, with these permission bits.
    package static func makeFolder(_ path: String, mode: UInt32 = 0o755) throws(FileError) {
        let bytes = path.utf8
        let ends =
            bytes.indices.dropFirst().filter { bytes[$0] == UInt8(ascii: "/") } + [bytes.endIndex]
        for end in ends {
            let part = String(path[..<end])
            guard unsafe mkdir(part, mode_t(mode)) != 0 else { continue }
            let error = SystemError.last
            var status = stat()
            // A folder that is there may answer with whatever keeps us from making it again.
            guard unsafe stat(part, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR else {
                continue
            }
            throw FileError("make folder", part, error)
        }
    }

    /// An existing path, absolute and free of links.
    package static func resolved(folder path: String) throws(FileError) -> String {
        guard let text = unsafe realpath(path.isEmpty ? "." : path, nil) else {
            throw FileError("resolve path", path, .last)
        }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}

extension UserFile {
    /// Where a path leads that may not be there yet: its part that is there absolute and free of
    /// links, the rest as it is written.
    package static func resolved(possible path: String) throws(FileError) -> String {
        var (there, rest) = (path, "")
        while true {
            if let text = unsafe realpath(there.isEmpty ? "." : there, nil) {
                defer { unsafe free(text) }
                let start = unsafe String(cString: text)
                return rest.isEmpty ? start : (start == "/" ? "" : start) + "/" + rest
            }
            guard errno == ENOENT, !there.isEmpty else {
                throw FileError("resolve path", path, .last)
            }
            let scalars = there.unicodeScalars
            let end = scalars.lastIndex { $0 != "/" }.map { scalars.index(after: $0) }
            let slash = scalars[..<(end ?? scalars.startIndex)].lastIndex(of: "/")
            let name = String(
                scalars[
                    (slash.map { scalars.index(after: $0) } ?? scalars.startIndex)..<(end
                        ?? scalars.startIndex)
                ]
            )
            rest = rest.isEmpty ? name : name + "/" + rest
            there = slash.map { $0 == scalars.startIndex ? "/" : String(scalars[..<$0]) } ?? ""
        }
    }
}

extension UserFile {
    /// Whether a folder is there.
    package static func isFolder(_ path: String) throws(FileError) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw FileError("look for folder", path, .last)
        }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// Whether anything stands there, be it a link that leads nowhere.
    package static func exists(_ path: String) throws(FileError) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return false }
            throw FileError("look for file", path, .last)
        }
        return true
    }

    /// A regular file's permission bits; nothing for a pipe or a device.
    package static func mode(_ path: String) throws(FileError) -> UInt32? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw FileError("read file", path, .last) }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        return UInt32(status.st_mode & 0o777)
    }
}

extension UserFile {
    /// Removes a file; the link itself where a link stands.
    package static func remove(_ path: String) throws(FileError) {
        guard unsafe unlink(path) == 0 else { throw FileError("remove file", path, .last) }
    }
}

extension UserFile {
    /// The folder that a link stands in; nothing if the path is no link.
    ///
    /// Who follows a link has to notice when it leads elsewhere.
    package static func parentOfLink(_ path: String) -> String? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else {
            return nil
        }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
