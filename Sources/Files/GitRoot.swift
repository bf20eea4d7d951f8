#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where the Git work tree around a folder starts.
package enum GitRoot {
    /// Looks upwards from a file or folder for the first one that has a `.git`, up to the root of
    /// the file system.
    ///
    /// `.git` is a folder, or in linked work trees and submodules a file that names one. Both paths
    /// are absolute and free of links.
    package static func find(
        from path: String
    ) throws(FileError) -> (root: String, gitFolder: String)? {
        guard !path.utf8.contains(0) else {
            throw FileError(operation: "look for repository", path: path, reason: .unsuitableName)
        }
        var root = try resolved(path)
        while true {
            let git = root == "/" ? "/.git" : root + "/.git"
            switch try kind(of: git) {
            case .folder: return (root, try resolved(git))
            case .file: return (root, try target(of: git, in: root))
            case .symbolicLink, .other, .unnameable, .none: break
            }
            if root == "/" { return nil }
            let scalars = root.unicodeScalars
            let slash = scalars.lastIndex(of: "/") ?? scalars.startIndex
            root = slash == scalars.startIndex ? "/" : String(scalars[..<slash])
        }
    }

    /// The folder that a line `gitdir: PATH` names, relative to where the file stands.
    private static func target(of file: String, in root: String) throws(FileError) -> String {
        let text = String(decoding: try UserFile.read(file, limit: 64 << 10), as: UTF8.self)
        let marker = "gitdir: "
        guard text.utf8.starts(with: marker.utf8) else {
            throw FileError(
                operation: "read file",
                path: file,
                reason: .damaged("does not start with gitdir:")
            )
        }
        let line = text.unicodeScalars.dropFirst(marker.unicodeScalars.count)
        let end = line.lastIndex { $0 != "\n" && $0 != "\r" }
        let path = String(line[..<(end.map { line.index(after: $0) } ?? line.startIndex)])
        return try resolved(path.utf8.first == UInt8(ascii: "/") ? path : root + "/" + path)
    }

    private static func kind(of path: String) throws(FileError) -> FileKind? {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            // A folder that may not be looked into cannot be the root of anything for this user.
            if errno == ENOENT || errno == ENOTDIR || errno == EACCES || errno == ELOOP {
                return nil
            }
            throw FileError("look for repository", path, .last)
        }
        return FileKind(mode: status.st_mode)
    }

    private static func resolved(_ path: String) throws(FileError) -> String {
        guard let text = unsafe realpath(path.isEmpty ? "." : path, nil) else {
            throw FileError("look for repository", path, .last)
        }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}
