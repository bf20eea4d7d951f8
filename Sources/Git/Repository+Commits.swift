internal import CGit2
internal import Files

extension Repository {
    /// The commit that a revision names, as `git rev-parse` understands it.
    ///
    /// Git takes the tag where a branch has its name, and warns. Whoever makes the tag would decide
    /// what a change is compared with, so such a name is refused.
    package func commit(_ revision: String) throws(GitError) -> Commit {
        let operation = "find revision \(PathText.escaped(revision))"
        let meanings = try meanings(of: revision)
        guard meanings.count < 2 else {
            throw GitError(
                "\(operation): it is ambiguous",
                hint: "name one of them: \(PathText.escaped(meanings.joined(separator: ", ")))"
            )
        }
        let id = try unsafe withRepository { (repository) throws(GitError) in
            var found: OpaquePointer?
            let code = unsafe git2.functions.revparse_single(&found, repository, revision)
            guard code == 0, let found = unsafe found else {
                throw GitError(
                    "\(operation): this repository has no such revision",
                    hint:
                        "git log --oneline --all shows the commits; a shallow clone has only some: git fetch --unshallow"
                )
            }
            defer { unsafe git2.functions.object_free(found) }
            var commit: OpaquePointer?
            let answer = unsafe git2.functions.object_peel(&commit, found, GIT_OBJECT_COMMIT)
            guard answer == 0, let commit = unsafe commit else {
                throw GitError("\(operation): it is no commit")
            }
            defer { unsafe git2.functions.object_free(commit) }
            guard let id = unsafe git2.functions.object_id(commit) else {
                throw GitError("\(operation): it has no name")
            }
            return ObjectID(unsafe id.pointee)
        }
        return try commit(id)
    }

    /// The references that the name in a revision may stand for, as Git looks for them.
    private func meanings(of revision: String) throws(GitError) -> [String] {
        let part = revision.prefix { !"^~:".contains($0) }
        let name = part.firstRange(of: "@{").map { part[..<$0.lowerBound] } ?? part
        // A branch of this name cannot hide what is checked out.
        guard !name.isEmpty, name != "HEAD", name != "@" else { return [] }
        return try unsafe withRepository { (repository) throws(GitError) in
            ["refs/", "refs/tags/", "refs/heads/", "refs/remotes/"].map { $0 + name }.filter {
                name in
                var found: OpaquePointer?
                let code = unsafe git2.functions.revparse_single(&found, repository, name)
                if let found = unsafe found { unsafe git2.functions.object_free(found) }
                return code == 0
            }
        }
    }

    /// The commit of this name.
    package func commit(_ id: ObjectID) throws(GitError) -> Commit {
        try unsafe withRepository { (repository) throws(GitError) in
            var raw = id.raw
            var found: OpaquePointer?
            let code = unsafe git2.functions.commit_lookup(&found, repository, &raw)
            guard code == 0, let found = unsafe found else {
                throw GitError("read commit \(id.short)", code: code, git2)
            }
            defer { unsafe git2.functions.commit_free(found) }
            return try unsafe Self.commit(id, found, isCut: shallowEnds.contains(id), git2)
        }
    }

    /// The best common ancestor of two commits, if they have any.
    ///
    /// Of what a shallow clone has, the best that is there.
    package func mergeBase(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> ObjectID? {
        if isShallow { return try shallowMergeBase(one, other) }
        return try unsafe withRepository { (repository) throws(GitError) -> ObjectID? in
            var base = git_oid()
            var (left, right) = (one.raw, other.raw)
            let code = unsafe git2.functions.merge_base(&base, repository, &left, &right)
            if code == GIT_ENOTFOUND.rawValue { return nil }
            guard code == 0 else {
                throw GitError("look for a common ancestor", code: code, git2)
            }
            return ObjectID(base)
        }
    }

    /// Names of commits, children before their parents, the newest first.
    ///
    /// From one commit back; without one, from every branch, tag and other reference, and HEAD. Ends
    /// where a shallow clone does.
    package func history(from start: ObjectID? = nil) throws(GitError) -> [ObjectID] {
        if isShallow { return try shallowHistory(from: start) }
        let operation = "walk through the history"
        return try unsafe withRepository { (repository) throws(GitError) in
            var walk: OpaquePointer?
            let code = unsafe git2.functions.revwalk_new(&walk, repository)
            guard code == 0, let walk = unsafe walk else {
                throw GitError(operation, code: code, git2)
            }
            defer { unsafe git2.functions.revwalk_free(walk) }
            let order = GIT_SORT_TOPOLOGICAL.rawValue | GIT_SORT_TIME.rawValue
            _ = unsafe git2.functions.revwalk_sorting(walk, order)
            if let start {
                var raw = start.raw
                let code = unsafe git2.functions.revwalk_push(walk, &raw)
                guard code == 0 else { throw GitError(operation, code: code, git2) }
            } else {
                // Not every reference leads to a commit, and HEAD may have none yet.
                _ = unsafe git2.functions.revwalk_push_glob(walk, "refs/*")
                _ = unsafe git2.functions.revwalk_push_head(walk)
            }
            var found: [ObjectID] = []
            var next = git_oid()
            while true {
                let code = unsafe git2.functions.revwalk_next(&next, walk)
                if code == GIT_ITEROVER.rawValue { return found }
                guard code == 0 else { throw GitError(operation, code: code, git2) }
                found.append(ObjectID(next))
            }
        }
    }

    private static func commit(
        _ id: ObjectID,
        _ found: OpaquePointer,
        isCut: Bool,
        _ git2: Git2
    ) throws(GitError) -> Commit {
        guard let tree = unsafe git2.functions.commit_tree_id(found),
            let author = unsafe git2.functions.commit_author(found)
        else { throw GitError("read commit \(id.short): it has no author or no tree") }
        var parents: [ObjectID] = []
        for index in 0..<(isCut ? 0 : unsafe git2.functions.commit_parentcount(found)) {
            guard let parent = unsafe git2.functions.commit_parent_id(found, index) else {
                continue
            }
            parents.append(ObjectID(unsafe parent.pointee))
        }
        let header = unsafe git2.functions.commit_raw_header(found)
        let summary = unsafe git2.functions.commit_summary(found)
        return Commit(
            id: id,
            tree: ObjectID(unsafe tree.pointee),
            parents: parents,
            isCut: isCut,
            author: unsafe String(cString: author.pointee.name),
            email: unsafe String(cString: author.pointee.email),
            time: Int(unsafe author.pointee.when.time),
            committed: Int(unsafe git2.functions.commit_time(found)),
            summary: unsafe summary.map { unsafe String(cString: $0) } ?? "",
            isSigned: unsafe header.map { unsafe hasSignature(String(cString: $0)) } ?? false
        )
    }

    private static func hasSignature(_ header: String) -> Bool {
        header.utf8.split(separator: UInt8(ascii: "\n")).contains {
            $0.starts(with: "gpgsig ".utf8) || $0.starts(with: "gpgsig-sha256 ".utf8)
        }
    }
}
