internal import Files
internal import Git

/// Every content that any commit has under any path, each once, with the oldest commit that has it.
struct StoredBlobs {
    /// One content under one path.
    struct Blob: Sendable {
        let path: String
        let content: ObjectID
        /// Index in `commits`.
        let since: Int
    }

    /// One folder under one path; the same files under another path may be another Secret's.
    private struct Folder: Hashable {
        let prefix: String
        let tree: ObjectID
    }

    private struct File: Hashable {
        let path: String
        let content: ObjectID
    }

    /// Parents before their children.
    let commits: [ObjectID]
    private(set) var blobs: [Blob] = []
    private var seenFolders: Set<Folder> = []
    private var seenFiles: Set<File> = []

    /// Goes through every commit that any reference of the repository leads to.
    init(_ repository: Repository) throws {
        commits = try repository.history().reversed()
        for (index, id) in commits.enumerated() {
            try collect(repository.commit(id).tree, "", index, 0, repository)
        }
    }

    private mutating func collect(
        _ tree: ObjectID,
        _ prefix: String,
        _ commit: Int,
        _ depth: Int,
        _ repository: Repository
    ) throws {
        // Deeper than any path that can be checked out.
        guard depth < 256 else { return }
        guard seenFolders.insert(Folder(prefix: prefix, tree: tree)).inserted else { return }
        for entry in try repository.entries(of: tree) {
            let path = prefix + entry.name
            switch entry.kind {
            case .folder: try collect(entry.id, path + "/", commit, depth + 1, repository)
            case .file:
                if seenFiles.insert(File(path: path, content: entry.id)).inserted {
                    blobs.append(Blob(path: path, content: entry.id, since: commit))
                }
            default: break
            }
        }
    }
}
