internal import Documents
internal import Files
package import Git
internal import Sealing

/// Finds versions of values that former commits had already: an old ciphertext that is put back.
///
/// Looks at the newest commits only, since a plan is made on every push; what `log` shows is whole.
package struct EarlierVersions {
    private let repository: Repository
    private var folders: [ObjectID: [String: TreeEntry]] = [:]

    /// How many commits are looked at.
    package static let commitLimit = 300

    package init(_ repository: Repository) {
        self.repository = repository
    }

    /// The plan, with every version marked that comes back.
    package mutating func marking(_ plan: Plan, from base: Commit?) throws(GitError) -> Plan {
        var wanted: [String: Set<String>] = [:]
        for value in plan.values where value.kind == .added || value.kind == .changed {
            if let id = value.newID { wanted[value.path, default: []].insert(id.text) }
        }
        guard let base, !wanted.isEmpty else { return plan }
        let found = try find(wanted, from: base)
        guard !found.isEmpty else { return plan }
        var marked = plan
        marked.values = plan.values.map { value in
            guard let id = value.newID, let commit = found[id.text], value.danger == nil else {
                return value
            }
            return value.endangered(
                "an earlier version is put back: commit \(commit.id.short) had it"
            )
        }
        return marked
    }

    /// The newest commit for each version that its file had once.
    private mutating func find(
        _ wanted: [String: Set<String>],
        from base: Commit
    ) throws(GitError) -> [String: Commit] {
        var found: [String: Commit] = [:]
        var contents: Set<ObjectID> = []
        var seen: Set<ObjectID> = [base.id]
        var waiting = [base]
        var next = 0
        while next < waiting.count, next < Self.commitLimit {
            let commit = waiting[next]
            next += 1
            // Most commits of a repository that holds more than secrets leave them alone.
            let secrets = try entries(commit.tree)[Place.secrets]?.id
            let isNew = secrets.map { contents.insert($0).inserted } ?? false
            for (path, ids) in wanted where isNew {
                guard let file = try file(path, in: commit.tree), contents.insert(file).inserted,
                    let bytes = try repository.content(file, limit: 4 << 20)
                else { continue }
                for id in ids where found[id] == nil && bytes.contains(bytes: Array(":\(id):".utf8))
                {
                    found[id] = commit
                }
            }
            for parent in commit.parents where seen.insert(parent).inserted {
                waiting.append(try repository.commit(parent))
            }
        }
        return found
    }

    private mutating func file(
        _ path: String,
        in tree: ObjectID
    ) throws(GitError) -> ObjectID? {
        var place = tree
        for part in path.split(separator: "/") {
            guard let entry = try entries(place)[String(part)] else { return nil }
            place = entry.id
            if entry.kind == .file { return place }
        }
        return nil
    }

    /// Folders that did not change between commits are read once.
    private mutating func entries(_ folder: ObjectID) throws(GitError) -> [String: TreeEntry] {
        if let known = folders[folder] { return known }
        let table = Dictionary(
            try repository.entries(of: folder).map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        folders[folder] = table
        return table
    }
}
