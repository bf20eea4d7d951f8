internal import Files
internal import Reconciling

/// Where documents come from, as the agent's thread sees it.
enum SourceFeed {
    case directory(String)
    case git(GitFeed)

    /// How documents and metrics name the source.
    var id: SourceID {
        switch self {
        case .directory: SourceID("directory")
        case .git(let feed): feed.id
        }
    }

    /// The folder to watch for changes, if there is one.
    var folder: String? {
        switch self {
        case .directory(let path): path
        case .git: nil
        }
    }

    /// What is in force now.
    func tree() throws(Problem) -> (tree: any FileTree, revision: String?) {
        switch self {
        case .directory(let path):
            do throws(FileError) {
                return (try Folder(path), nil)
            } catch {
                throw Problem(.sourceUnknown, "read the source: \(error)")
            }
        case .git(let feed):
            return try feed.tree()
        }
    }

    /// What went wrong when it was last brought up to date, though something is in force.
    var complaint: Problem? {
        if case .git(let feed) = self { feed.complaint } else { nil }
    }
}
