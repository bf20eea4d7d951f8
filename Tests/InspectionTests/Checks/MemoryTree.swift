import Files

/// Files that are nowhere on a disk, so that a hundred fleets with one fault each cost nothing.
struct MemoryTree: FileTree {
    var files: [String: [UInt8]]
    /// Paths at which something stands that is no regular file.
    var links: Set<String> = []

    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        guard !links.contains(path) else {
            throw FileError(operation: "read file", path: path, reason: .symbolicLink)
        }
        guard let bytes = files[path] else {
            throw FileError(operation: "read file", path: path, reason: .notFound)
        }
        guard bytes.count <= limit else {
            throw FileError(operation: "read file", path: path, reason: .tooLarge(limit: limit))
        }
        return bytes
    }

    func exists(_ path: String) throws(FileError) -> Bool {
        files[path] != nil || files.keys.contains { $0.hasPrefix(path + "/") }
    }

    func entries(_ path: String) throws(FileError) -> [(name: String, kind: FileKind)] {
        let prefix = path.isEmpty ? "" : path + "/"
        var kinds: [String: FileKind] = [:]
        for file in files.keys where file.hasPrefix(prefix) {
            let rest = file.dropFirst(prefix.count)
            let parts = rest.split(separator: "/")
            guard let name = parts.first.map(String.init) else { continue }
            kinds[name] = parts.count > 1 ? .folder : links.contains(file) ? .symbolicLink : .file
        }
        return kinds.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { ($0.key, $0.value) }
    }

    func walk(
        _ path: String,
        visit: (_ path: String, _ kind: FileKind) throws(FileError) -> Void
    ) throws(FileError) {
        let prefix = path.isEmpty ? "" : path + "/"
        let found = files.keys.filter { $0.hasPrefix(prefix) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for file in found {
            let isHidden = file.dropFirst(prefix.count).split(separator: "/").contains {
                $0.hasPrefix(".")
            }
            if !isHidden { try visit(file, links.contains(file) ? .symbolicLink : .file) }
        }
    }

    func folders(named wanted: String, below path: String) throws(FileError) -> [String] { [] }
}
