internal import Documents
internal import Files
package import Git
internal import Sealing

/// Finds versions of values that former commits had already: an old ciphertext that is put back.
///
/// Looks at the newest commits only, since a plan is made on every push; what `log` shows is whole.
package struct EarlierVersions {
    private let repository: Repository
    private var folders: [ObjectID: [TreeEntry]] = [:]
    private var found: [Wanted: Commit] = [:]

    /// How many commits that change anything in `secrets` are looked at.
    package static let commitLimit = 300
    /// How many commits are passed by on the way to them.
    package static let walkLimit = 20_000

    /// A version of a value of one Secret.
    private struct Wanted: Hashable {
        let title: String
        let group: String
        let key: String
        let id: ValueID

        init?(_ value: ValueChange) {
            guard let id = value.newID, value.kind == .added || value.kind == .changed else {
                return nil
            }
            (title, group, key, self.id) = (value.title, value.group, value.key, id)
        }
    }

    package init(_ repository: Repository) {
        self.repository = repository
    }

    /// The plan, with every version marked that comes back.
    package mutating func marking(_ plan: Plan, from base: Commit?) throws(GitError) -> Plan {
        let wanted = Dictionary(grouping: plan.values.compactMap { Wanted($0) }, by: \.title)
        guard let base, !wanted.isEmpty else { return plan }
        try find(wanted, from: base)
        guard !found.isEmpty else { return plan }
        var marked = plan
        marked.values = plan.values.map { value in
            guard let commit = Wanted(value).flatMap({ found[$0] }), value.danger == nil else {
                return value
            }
            return value.endangered(
                "an earlier version is put back: commit \(commit.id.short) had it"
            )
        }
        return marked
    }

    /// The newest commit for each version that its Secret had once, wherever its file was then.
    private mutating func find(
        _ wanted: [String: [Wanted]],
        from base: Commit
    ) throws(GitError) {
        var contents: Set<ObjectID> = []
        var seen: Set<ObjectID> = [base.id]
        var waiting = [base]
        var (next, looked) = (0, 0)
        while next < waiting.count, next < Self.walkLimit, looked < Self.commitLimit {
            let commit = waiting[next]
            next += 1
            // Most commits of a repository that holds more than secrets leave them alone.
            let secrets = try entries(commit.tree).first { $0.name == Place.secrets }?.id
            if let secrets, contents.insert(secrets).inserted {
                looked += 1
                try look(in: secrets, Place.secrets, wanted, commit, &contents)
            }
            for parent in commit.parents where seen.insert(parent).inserted {
                waiting.append(try repository.commit(parent))
            }
        }
    }

    /// Looks through a folder whose content was not seen yet.
    private mutating func look(
        in folder: ObjectID,
        _ path: String,
        _ wanted: [String: [Wanted]],
        _ commit: Commit,
        _ contents: inout Set<ObjectID>
    ) throws(GitError) {
        for entry in try entries(folder) {
            let place = "\(path)/\(entry.name)"
            if entry.kind == .folder {
                guard contents.insert(entry.id).inserted else { continue }
                try look(in: entry.id, place, wanted, commit, &contents)
            } else if let title = SecretPairs.title(place), let values = wanted[title],
                contents.insert(entry.id).inserted,
                let bytes = try repository.content(entry.id, limit: 4 << 20)
            {
                note(values, in: bytes, place, commit)
            }
        }
    }

    private mutating func note(
        _ values: [Wanted],
        in bytes: [UInt8],
        _ path: String,
        _ commit: Commit
    ) {
        let named = values.filter {
            found[$0] == nil && bytes.contains(bytes: Array(":\($0.id):".utf8))
        }
        guard !named.isEmpty, let document = try? DocumentFile.secret(bytes, at: path) else {
            return
        }
        for value in named {
            let had = document.layers.contains {
                $0.group == value.group && $0.value(value.key)?.id == value.id
            }
            if had { found[value] = commit }
        }
    }

    /// Folders that did not change between commits are read once.
    private mutating func entries(_ folder: ObjectID) throws(GitError) -> [TreeEntry] {
        if let known = folders[folder] { return known }
        let entries = try repository.entries(of: folder)
        folders[folder] = entries
        return entries
    }
}
