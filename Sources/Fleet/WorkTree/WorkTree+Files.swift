package import Files

extension WorkTree {
    /// Everything below a folder that is not a folder, documents or not, in the order of the paths'
    /// bytes; nothing if there is no such folder.
    ///
    /// Hidden names are left out. Nothing is refused here: whoever lists to judge wants to see it all.
    package func files(
        below path: String
    ) throws(FileError) -> [(path: String, kind: FileKind)] {
        var files: [(path: String, kind: FileKind)] = []
        do throws(FileError) {
            try folder.walk(path) { file, kind in files.append((file, kind)) }
        } catch {
            guard error.reason == .notFound else { throw error }
        }
        return files
    }
}
