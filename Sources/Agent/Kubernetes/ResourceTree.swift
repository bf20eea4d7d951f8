internal import Files

/// The registry's documents of a cluster's custom resources, under the paths that they have in a
/// repository.
struct ResourceTree: FileTree {
    /// The documents by their paths.
    var files: [String: [UInt8]] = [:]

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard let bytes = files[path] else {
            throw FileError(operation: "read resource", path: path, reason: .notFound)
        }
        guard bytes.count <= limit else {
            throw FileError(
                operation: "read resource",
                path: path,
                reason: .tooLarge(limit: limit)
            )
        }
        return bytes
    }

    func exists(_ path: String) throws(FileError) -> Bool { files[path] != nil }

    func entries(_ path: String) throws(FileError) -> [(name: String, kind: FileKind)] {
        let prefix = path.isEmpty ? "" : path + "/"
        var kinds: [String: FileKind] = [:]
        for file in files.keys where file.hasPrefix(prefix) {
            let rest = file.dropFirst(prefix.count)
            let name = rest.prefix { $0 != "/" }
            kinds[String(name)] = name.count == rest.count ? .file : .folder
        }
        return kinds.sorted { Self.precedes($0.key, $1.key) }.map { ($0.key, $0.value) }
    }

    func walk(
        _ path: String,
        visit: (_ path: String, _ kind: FileKind) throws(FileError) -> Void
    ) throws(FileError) {
        for file in files.keys.filter({ $0.hasPrefix(path + "/") }).sorted(by: Self.precedes) {
            try visit(file, .file)
        }
    }

    /// Registry documents are not looked for by their folders.
    func folders(named wanted: String, below path: String) throws(FileError) -> [String] { [] }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
