#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Folder {
    /// What is in a folder, sorted by the names' bytes; hidden names included.
    ///
    /// A name that is not UTF-8 is there as its stand-in, of the kind `unnameable`.
    package func entries(
        _ relative: String
    ) throws(FileError) -> [(name: String, kind: FileKind)] {
        let path = try RelativePath(relative, operation: "list folder")
        var entries: [(name: String, kind: FileKind)] = []
        let folder = try FileError.naming("list folder", path.text) { () throws(SystemError) in
            try FolderStream(open(path.text, O_RDONLY | O_DIRECTORY))
        }
        try Self.list(folder, path.text) { name, kind in entries.append((name, kind)) }
        entries.sort { Self.precedes($0.name, $1.name) }
        return entries
    }

    /// Visits everything below a folder that is not a folder, in the order of the paths' bytes.
    ///
    /// Links are reported as such and not followed. Hidden names, those with a leading dot, are
    /// left out with all that is below them: Git's own folder, editors' and our temporary files.
    package func walk(
        _ relative: String,
        visit: (_ path: String, _ kind: FileKind) throws(FileError) -> Void
    ) throws(FileError) {
        let path = try RelativePath(relative, operation: "list folder")
        let folder = try FileError.naming("list folder", path.text) { () throws(SystemError) in
            try FolderStream(open(path.text, O_RDONLY | O_DIRECTORY))
        }
        try Self.walk(folder, path.text.isEmpty ? "" : path.text + "/", visit)
    }

    /// `prefix` is the folder's path with a slash at its end.
    private static func walk(
        _ folder: borrowing FolderStream,
        _ prefix: String,
        _ visit: (_ path: String, _ kind: FileKind) throws(FileError) -> Void
    ) throws(FileError) {
        var found: [(path: String, kind: FileKind)] = []
        try list(folder, prefix) { name, kind in
            guard name.utf8.first != UInt8(ascii: ".") else { return }
            found.append((kind == .folder ? prefix + name + "/" : prefix + name, kind))
        }
        found.sort { precedes($0.path, $1.path) }
        for (path, kind) in found {
            guard kind == .folder else {
                try visit(path, kind)
                continue
            }
            let name = String(path.utf8.dropFirst(prefix.utf8.count).dropLast()) ?? ""
            let number = folder.number
            let below = try FileError.naming("list folder", path) { () throws(SystemError) in
                try FolderStream(
                    Descriptor.open(name, in: number, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
                )
            }
            try walk(below, path, visit)
        }
    }

    /// Whether the left name's bytes come first; Swift's own order is one of characters.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// Reports every name in an open folder, in the file system's order.
    ///
    /// What has a name that is not UTF-8 is reported as such, whatever it is.
    static func list(
        _ folder: borrowing FolderStream,
        _ path: String,
        _ report: (_ name: String, _ kind: FileKind) -> Void
    ) throws(FileError) {
        do throws(SystemError) {
            try unsafe folder.forEach { name, kind in
                guard let text = unsafe String(validating: name, as: UTF8.self) else {
                    report(unsafe PathText.standIn(for: name), .unnameable)
                    return
                }
                report(text, PathText.isStandIn(text) ? .unnameable : kind)
            }
        } catch {
            throw FileError("list folder", path, error)
        }
    }
}
