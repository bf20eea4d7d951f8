internal import CommandLine
internal import Files
internal import Fleet
internal import Git
internal import Inspection

/// The two states that a plan compares: `A..B`, `A...B`, `A` for the work tree against it, or
/// nothing for the work tree against HEAD.
struct PlanRange {
    /// How it is called in the heading.
    let title: String
    let base: PlanSide
    let tip: PlanSide
    let changed: [String]
    /// Files of the work tree that Git does not have any more.
    let untracked: Set<String>
    /// Where the history of the base begins; nothing before the first commit.
    let baseCommit: Commit?

    init(_ text: String?, _ folder: FleetFolder, _ repository: Repository) throws {
        guard let text else {
            try self.init(workTree: folder, since: repository.isEmpty ? nil : "HEAD", repository)
            return
        }
        guard let dots = text.firstRange(of: "..") else {
            try self.init(workTree: folder, since: text, repository)
            return
        }
        var rest = text[dots.upperBound...]
        let isFromMergeBase = rest.first == "."
        if isFromMergeBase { rest = rest.dropFirst() }
        guard !rest.contains("..") else {
            throw UsageError("the range has more than two ends", hint: "A..B, A...B or A")
        }
        func end(_ name: Substring) -> String { name.isEmpty ? "HEAD" : String(name) }
        let (old, new) = (end(text[..<dots.lowerBound]), end(rest))
        var from = try repository.commit(old)
        let to = try repository.commit(new)
        if isFromMergeBase {
            guard let common = try repository.mergeBase(from.id, to.id) else {
                throw Failure(
                    "compare \(Terminal.escaped(text)): the two have no commit in common",
                    hint:
                        "A..B compares them as they are; a shallow clone may lack it: git fetch --unshallow"
                )
            }
            from = try repository.commit(common)
        }
        try self.init(from: (old, from), to: (new, to), repository)
    }

    private init(
        from old: (name: String, commit: Commit),
        to new: (name: String, commit: Commit),
        _ repository: Repository
    ) throws {
        let (before, after) = (
            try repository.tree(of: old.commit), try repository.tree(of: new.commit)
        )
        title = "\(old.name) (\(old.commit.id.short)) to \(new.name) (\(new.commit.id.short))"
        base = PlanSide(before, paths: before.files.map(\.path))
        tip = PlanSide(after, paths: after.files.map(\.path))
        changed = GitTree.changedPaths(from: before, to: after)
        untracked = []
        baseCommit = old.commit
    }

    private init(workTree folder: FleetFolder, since name: String?, _ repository: Repository) throws
    {
        // Settles what an interrupted run left.
        _ = try folder.reading()
        let commit = try name.map { (name) throws(GitError) in try repository.commit(name) }
        let before = try commit.map { (commit) throws(GitError) in
            try repository.tree(of: commit)
        }
        changed = try repository.changedInWorkTree(since: commit)
        untracked = try Set(changed).subtracting(repository.tracked())
        let paths = try Self.paths(before?.files.map(\.path) ?? [], changed, folder.folder)
        title = "\(name ?? "nothing")\(commit.map { " (\($0.id.short))" } ?? "") to the work tree"
        base = PlanSide(before ?? repository.emptyTree, paths: before?.files.map(\.path) ?? [])
        tip = PlanSide(folder.folder, paths: paths)
        baseCommit = commit
    }

    /// The files of the work tree: those of the commit, and what came and went since.
    private static func paths(
        _ before: [String],
        _ changed: [String],
        _ folder: Folder
    ) throws -> [String] {
        let gone = Set(try changed.filter { try !isThere($0, folder) })
        let known = Set(before)
        let added = changed.filter { !gone.contains($0) && !known.contains($0) }
        return (before.filter { !gone.contains($0) } + added)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// No path opens what has a name that is not UTF-8: its folder lists it.
    private static func isThere(_ path: String, _ folder: Folder) throws(FileError) -> Bool {
        guard PathText.isStandIn(path) else { return try folder.exists(path) }
        var parent = ""
        for part in path.split(separator: "/") {
            guard !PathText.isStandIn(String(part)) else {
                guard try folder.exists(parent) else { return false }
                return try folder.entries(parent).contains {
                    $0.name.utf8.elementsEqual(part.utf8)
                }
            }
            parent += (parent.isEmpty ? "" : "/") + part
        }
        return false
    }
}
