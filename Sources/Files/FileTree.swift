/// Files by their paths: those in a folder, or those that Git stored.
///
/// Paths are relative, with `/` between their parts.
package protocol FileTree: Sendable {
    /// A regular file's bytes, at most `limit` of them.
    func read(_ path: String, limit: Int) throws(FileError) -> [UInt8]
    /// Whether anything stands under a path.
    func exists(_ path: String) throws(FileError) -> Bool
    /// What is in a folder, sorted by the names' bytes; hidden names included.
    func entries(_ path: String) throws(FileError) -> [(name: String, kind: FileKind)]
    /// Visits everything below a folder that is not a folder, hidden names left out, in the order
    /// of the paths' bytes.
    func walk(
        _ path: String,
        visit: (_ path: String, _ kind: FileKind) throws(FileError) -> Void
    ) throws(FileError)
    /// The folders of one name anywhere below a folder, hidden ones left out, sorted.
    func folders(named wanted: String, below path: String) throws(FileError) -> [String]
}

extension Folder: FileTree {}
