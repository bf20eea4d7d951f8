internal import CGit2
internal import Files

/// Clones that were made without parts of the history: libgit2 walks into what is not there, so
/// these walks are ours.
extension Repository {
    /// The commits whose parents a shallow clone leaves out, as Git noted them.
    static func shallowEnds(
        _ repository: OpaquePointer,
        _ git2: Git2
    ) throws(GitError) -> Set<ObjectID> {
        guard let folder = unsafe git2.functions.repository_commondir(repository) else { return [] }
        let path = unsafe String(cString: folder) + "shallow"
        let content: [UInt8]
        do throws(FileError) {
            content = try UserFile.read(path, limit: 64 << 20)
        } catch {
            guard error.reason != .notFound else { return [] }
            throw GitError("\(error)", hint: error.hint)
        }
        return Set(content.split(separator: UInt8(ascii: "\n")).compactMap(ObjectID.init(digits:)))
    }

    /// Names of commits, children before their parents, the newest first.
    func shallowHistory(from start: ObjectID?) throws(GitError) -> [ObjectID] {
        let tips = if let start { [start] } else { try tips() }
        let commits = try reachable(from: tips)
        var children: [ObjectID: Int] = [:]
        for commit in commits.values {
            for parent in commit.parents { children[parent, default: 0] += 1 }
        }
        // By time, the newest last.
        var ready = commits.values.filter { children[$0.id] == nil }
            .sorted { ($0.committed, "\($0.id)") < ($1.committed, "\($1.id)") }
        var found: [ObjectID] = []
        while let commit = ready.popLast() {
            found.append(commit.id)
            for id in commit.parents {
                children[id, default: 1] -= 1
                guard children[id] == 0, let parent = commits[id] else { continue }
                let index = ready.lastIndex { $0.committed <= parent.committed }
                ready.insert(parent, at: index.map { $0 + 1 } ?? 0)
            }
        }
        return found
    }

    /// The newest of the best common ancestors that are there.
    func shallowMergeBase(
        _ one: ObjectID,
        _ other: ObjectID
    ) throws(GitError) -> ObjectID? {
        let (left, right) = (try reachable(from: [one]), try reachable(from: [other]))
        let common = left.values.filter { right[$0.id] != nil }
        let worse = Set(common.flatMap(\.parents))
        return common.filter { !worse.contains($0.id) }.max { $0.committed < $1.committed }?.id
    }

    private func reachable(from tips: [ObjectID]) throws(GitError) -> [ObjectID: Commit] {
        var found: [ObjectID: Commit] = [:]
        var waiting = tips
        while let id = waiting.popLast() {
            guard found[id] == nil else { continue }
            let commit = try commit(id)
            found[id] = commit
            waiting += commit.parents
        }
        return found
    }

    /// What every branch, tag and other reference leads to, and HEAD.
    private func tips() throws(GitError) -> [ObjectID] {
        let names = try unsafe withRepository { (repository) throws(GitError) -> [String] in
            var list = unsafe git_strarray()
            let code = unsafe git2.functions.reference_list(&list, repository)
            guard code == 0 else { throw GitError("list references", code: code, git2) }
            defer { unsafe git2.functions.strarray_dispose(&list) }
            return (0..<(unsafe list.count)).compactMap { index in
                unsafe list.strings[index].map { unsafe String(cString: $0) }
            }
        }
        // Not every reference leads to a commit, and HEAD may have none yet.
        return (names + ["HEAD"]).compactMap { try? commit($0).id }
    }
}
