package import Files
package import Git

/// The files of a commit, where a pointer to a large file is an error and not its content.
package struct SourceTree: FileTree {
    let files: GitTree

    package func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let content = try files.read(path, limit: limit)
        guard !content.starts(with: Self.pointer) else {
            throw FileError(
                operation: "read file",
                path: path,
                reason: .damaged("a Git LFS pointer, and large files are not fetched")
            )
        }
        return content
    }

    private static let pointer = Array("version https://git-lfs.github.com/spec/".utf8)

    package func exists(_ path: String) throws(FileError) -> Bool {
        try files.exists(path)
    }

    package func entries(
        _ path: String
    ) throws(FileError) -> [(name: String, kind: FileKind)] {
        try files.entries(path)
    }

    package func walk(
        _ path: String,
        visit: (_ path: String, _ kind: FileKind) throws(FileError) -> Void
    ) throws(FileError) {
        try files.walk(path, visit: visit)
    }

    package func folders(
        named wanted: String,
        below path: String
    ) throws(FileError) -> [String] {
        try files.folders(named: wanted, below: path)
    }

    /// The name of a file's content in Git: the same name is the same content.
    package func content(_ path: String) -> ObjectID? {
        files.file(path)?.content
    }

    /// How many files there are, hidden ones too.
    package var count: Int { files.files.count }
}
