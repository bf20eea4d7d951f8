internal import Fleet
internal import Files
internal import Git

/// Finds the files of one Secret in the trees of many commits.
///
/// A folder that several commits share is looked through once, so that a long history of other
/// changes costs little.
final class SecretLocator {
    /// One file and its content.
    struct Location: Hashable, Sendable {
        let path: String
        let content: ObjectID
    }

    private let repository: Repository
    private let title: SecretStore.Title
    /// By folder, with paths that begin in it.
    private var known: [ObjectID: [Location]] = [:]

    init(_ title: SecretStore.Title, in repository: Repository) {
        self.title = title
        self.repository = repository
    }

    /// The document and its parts as a commit has them, by path.
    func files(of commit: Commit) throws -> [Location] {
        let secrets = try repository.entries(of: commit.tree).first {
            $0.name.utf8.elementsEqual("secrets".utf8) && $0.kind == .folder
        }
        guard let secrets else { return [] }
        return try below(secrets.id, depth: 0).map {
            Location(path: "secrets/" + $0.path, content: $0.content)
        }
    }

    private func below(_ folder: ObjectID, depth: Int) throws -> [Location] {
        if let found = known[folder] { return found }
        var found: [Location] = []
        // Deeper than any path that can be checked out.
        guard depth < 256 else { return found }
        for entry in try repository.entries(of: folder) where entry.kind == .folder {
            var inside = try below(entry.id, depth: depth + 1)
            if entry.name.utf8.elementsEqual(title.namespace.utf8) {
                inside += try own(entry.id)
            }
            found += inside.map {
                Location(path: entry.name + "/" + $0.path, content: $0.content)
            }
        }
        known[folder] = found
        return found
    }

    /// The files of the Secret that stand in a folder of its namespace.
    private func own(_ folder: ObjectID) throws -> [Location] {
        let (whole, part) = (Array("\(title.name).yaml".utf8), Array("\(title.name)@".utf8))
        return try repository.entries(of: folder).filter { entry in
            entry.kind == .file
                && (entry.name.utf8.elementsEqual(whole)
                    || entry.name.utf8.starts(with: part) && entry.name.hasSuffix(".yaml"))
        }.map { Location(path: $0.name, content: $0.id) }
    }
}
