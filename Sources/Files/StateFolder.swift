#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where a repository keeps its lock and its journal, created on first use: `.git/fleetseal`.
///
/// Git does not track its own folder and no other clone sees it. Unlike documents the place may lie
/// outside the work tree, where linked work trees have theirs.
struct StateFolder: Sendable {
    let path: String

    /// `path` is absolute or relative to `folder`.
    init(folder: Folder, path: String) {
        let isAbsolute = path.utf8.first == UInt8(ascii: "/")
        self.path = isAbsolute ? path : folder.path + "/" + path
    }

    func path(of name: String) -> String { path + "/" + name }

    /// The folder, made with those above it where they are missing.
    func opened() throws(FileError) -> Descriptor {
        if let folder = try existing() { return folder }
        let scalars = path.unicodeScalars
        let ends = scalars.indices.dropFirst().filter { scalars[$0] == "/" } + [scalars.endIndex]
        for end in ends {
            let part = String(scalars[..<end])
            guard unsafe mkdir(part, 0o777) != 0 else { continue }
            let error = SystemError.last
            // A folder that is there may answer with whatever keeps us from making it again.
            guard error.code != EEXIST, !isFolder(part) else { continue }
            throw FileError("make folder", part, error)
        }
        guard let folder = try existing() else {
            throw FileError(operation: "make folder", path: path, reason: .notFound)
        }
        return folder
    }

    /// The folder if it is there.
    func existing() throws(FileError) -> Descriptor? {
        do throws(SystemError) {
            return try Descriptor.open(path, O_RDONLY | O_DIRECTORY)
        } catch {
            if error.code == ENOENT { return nil }
            throw FileError("open folder", path, error)
        }
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && FileKind(mode: status.st_mode) == .folder
    }
}
