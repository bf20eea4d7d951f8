internal import Documents
internal import Files
package import Git
package import Sealing

/// Lines of groups' keys that stood in an earlier commit.
///
/// Nothing here is verified: whoever holds the key of a line sees whether it opens.
package struct LineHistory {
    /// A line that is looked for: a key of a group, and whom it is sealed to.
    package struct Line: Hashable, Sendable {
        package let path: String
        package let group: String
        package let key: PublicKey
        /// `cluster.us-east-1/kzyxwvutsrqp`.
        package let name: String

        package init(path: String, group: String, key: PublicKey, name: String) {
            self.path = path
            self.group = group
            self.key = key
            self.name = name
        }
    }

    private let repository: Repository
    private let commits: [ObjectID]
    /// By the folder.
    private var folders: [ObjectID: [TreeEntry]] = [:]
    private var seen: Set<ObjectID> = []

    /// The history of a commit, from there back.
    package init(of start: Commit, in repository: Repository) throws {
        self.repository = repository
        commits = try repository.history(from: start.id)
    }

    /// The newest form of each line that any commit has.
    package mutating func find(_ lines: [Line]) throws -> [Line: SealedGroupKey] {
        var found: [Line: SealedGroupKey] = [:]
        let byPath = Dictionary(grouping: lines, by: \.path)
        for id in commits where found.count < lines.count {
            let tree = try repository.commit(id).tree
            for (path, wanted) in byPath {
                guard let blob = try content(of: path, in: tree), seen.insert(blob).inserted,
                    let bytes = try repository.content(blob, limit: 16 << 20)
                else { continue }
                for group in Self.groups(bytes, path) {
                    for line in wanted where found[line] == nil && line.group == group.name {
                        found[line] =
                            group.keys.first { $0.publicKey == line.key }?.sealedTo
                            .first { $0.text == line.name }?.sealed
                    }
                }
            }
        }
        return found
    }

    private mutating func content(of path: String, in tree: ObjectID) throws -> ObjectID? {
        var folder = tree
        var parts = path.split(separator: "/").map(String.init)
        guard let name = parts.popLast() else { return nil }
        for part in parts {
            guard let next = try entries(folder).first(where: { $0.isNamed(part) }),
                next.kind == .folder
            else { return nil }
            folder = next.id
        }
        return try entries(folder).first { $0.isNamed(name) && $0.kind == .file }?.id
    }

    private mutating func entries(_ folder: ObjectID) throws -> [TreeEntry] {
        if let known = folders[folder] { return known }
        let found = try repository.entries(of: folder)
        folders[folder] = found
        return found
    }

    /// A version that cannot be read has nothing to give.
    private static func groups(_ bytes: [UInt8], _ path: String) -> [GroupDocument] {
        if let both = try? DocumentFile.cluster(bytes, at: path) { return [both.own] }
        return (try? DocumentFile.group(bytes, at: path)).map { [$0] } ?? []
    }
}

extension TreeEntry {
    fileprivate func isNamed(_ name: String) -> Bool { self.name.utf8.elementsEqual(name.utf8) }
}
