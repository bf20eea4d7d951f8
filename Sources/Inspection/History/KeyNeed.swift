internal import Documents
internal import Files
package import Git
package import Sealing

/// Which files of commits still need keys that are about to be dropped.
///
/// By the texts of sealed values alone, without reading documents: a file that this version cannot
/// read counts as well. Contents that several commits have are looked at once.
package struct KeyNeed {
    private let repository: Repository
    private let keys: Set<KeyID>
    private var known: [ObjectID: Set<KeyID>] = [:]

    /// About these keys.
    package init(_ keys: Set<KeyID>, in repository: Repository) {
        self.keys = keys
        self.repository = repository
    }

    /// The files below `secrets` with values sealed to one of the keys, each with those that it needs.
    package mutating func files(
        of commit: Commit
    ) throws -> [(path: String, keys: Set<KeyID>)] {
        let files = try repository.tree(of: commit).files.filter {
            $0.kind == .file && PathText.isBelow($0.path, Place.secrets)
        }
        let new = Set(files.map(\.content)).subtracting(known.keys)
        let (repository, keys) = (repository, keys)
        let found = Workers.map(Array(new)) { content in
            Result {
                // More than a document may have is none, and no reader would take it for one.
                try repository.content(content, limit: DocumentFile.secretLimit).map {
                    (content, SealedTexts.found(keys, in: $0))
                }
            }
        }
        for result in found {
            if let (content, keys) = try result.get() { known[content] = keys }
        }
        return files.compactMap { file in
            guard let keys = known[file.content], !keys.isEmpty else { return nil }
            return (file.path, keys)
        }
    }
}
