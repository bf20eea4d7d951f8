internal import CGit2
internal import Files

extension Repository {
    /// Makes libgit2 ready for conversations with servers, for the whole process.
    ///
    /// It reads no configuration of the system or of a user from then on.
    package static func prepareForRemotes() throws(GitError) {
        try Git2.get().isolate()
    }

    /// The commit of this name, or that a tag of this name stands for.
    package func commit(named id: ObjectID) throws(GitError) -> ObjectID {
        let operation = "read commit \(id.short)"
        return try unsafe withRepository { (repository) throws(GitError) in
            var raw = id.raw
            var found: OpaquePointer?
            let code = unsafe git2.functions.object_lookup(
                &found,
                repository,
                &raw,
                GIT_OBJECT_ANY
            )
            guard code == 0, let found = unsafe found else {
                throw GitError(operation, code: code, git2)
            }
            defer { unsafe git2.functions.object_free(found) }
            var commit: OpaquePointer?
            let answer = unsafe git2.functions.object_peel(&commit, found, GIT_OBJECT_COMMIT)
            guard answer == 0, let commit = unsafe commit else {
                throw GitError("\(operation): it is no commit, nor a tag of one")
            }
            defer { unsafe git2.functions.object_free(commit) }
            guard let id = unsafe git2.functions.object_id(commit) else {
                throw GitError("\(operation): it has no name")
            }
            return ObjectID(unsafe id.pointee)
        }
    }

    /// What a reference of this repository names, in full; nothing if there is none.
    package func reference(_ name: String) throws(GitError) -> ObjectID? {
        try unsafe withRepository { (repository) throws(GitError) in
            var id = git_oid()
            let code = unsafe git2.functions.reference_name_to_id(&id, repository, name)
            if code == GIT_ENOTFOUND.rawValue { return nil }
            guard code == 0 else {
                throw GitError("read reference \(PathText.escaped(name))", code: code, git2)
            }
            return ObjectID(id)
        }
    }

    /// Makes or moves a reference.
    package func setReference(_ name: String, to id: ObjectID) throws(GitError) {
        try unsafe withRepository { (repository) throws(GitError) in
            var made: OpaquePointer?
            var raw = id.raw
            let code = unsafe git2.functions.reference_create(
                &made,
                repository,
                name,
                &raw,
                1,
                "fleetseal"
            )
            guard code == 0 else {
                throw GitError("write reference \(PathText.escaped(name))", code: code, git2)
            }
            unsafe git2.functions.reference_free(made)
        }
    }

    /// Removes a reference, if it is there.
    package func removeReference(_ name: String) throws(GitError) {
        try unsafe withRepository { (repository) throws(GitError) in
            let code = unsafe git2.functions.reference_remove(repository, name)
            guard code == 0 || code == GIT_ENOTFOUND.rawValue else {
                throw GitError("remove reference \(PathText.escaped(name))", code: code, git2)
            }
        }
    }

    /// Whether a commit is the other one, or comes after it.
    package func isDescendant(
        _ commit: ObjectID,
        of ancestor: ObjectID
    ) throws(GitError) -> Bool {
        if commit == ancestor { return true }
        return try unsafe withRepository { (repository) throws(GitError) in
            var (later, earlier) = (commit.raw, ancestor.raw)
            let code = unsafe git2.functions.graph_descendant_of(repository, &later, &earlier)
            guard code >= 0 else {
                throw GitError("compare with commit \(ancestor.short)", code: code, git2)
            }
            return code == 1
        }
    }
}
