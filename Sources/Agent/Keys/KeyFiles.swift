internal import Files

/// The key files and what was last read of them.
struct KeyFiles {
    private let paths: [String]
    private(set) var keys: ClusterKeys
    private var stamps: [FileStamp?]

    init(_ paths: [String]) throws {
        self.paths = paths
        stamps = paths.map { UserFile.stamp($0) }
        keys = try ClusterKeys(files: paths)
    }

    /// Reads them again if one of them changed; false if nothing did.
    mutating func reload() throws -> Bool {
        let now = paths.map { UserFile.stamp($0) }
        guard now != stamps else { return false }
        // A file that is damaged now is looked at again only once it changed.
        stamps = now
        keys = try ClusterKeys(files: paths)
        return true
    }

    /// The folders in which a change of the files shows.
    var folders: Set<String> {
        Set(
            paths.map { path in
                path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            }
        )
    }
}
