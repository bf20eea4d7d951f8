internal import CGit2
internal import Files

extension Repository {
    /// All files of a commit.
    package func tree(of commit: Commit) throws(GitError) -> GitTree {
        var files: [GitTree.File] = []
        try collect(commit.tree, "", depth: 0, &files)
        return GitTree(files, self)
    }

    /// A tree without any file, which is what the first commit is compared with.
    package var emptyTree: GitTree { GitTree([], self) }

    /// All files as the next commit will have them.
    ///
    /// Git names another file than the usual one to the hook of a commit that takes files from the
    /// work tree: `git commit --all`, `git commit PATH`.
    package func staged(in file: String? = nil) throws(GitError) -> GitTree {
        let operation = "read the index"
        let files = try unsafe withRepository { (repository) throws(GitError) -> [GitTree.File] in
            var index: OpaquePointer?
            let code =
                if let file {
                    unsafe git2.functions.index_open(&index, file)
                } else {
                    unsafe git2.functions.repository_index(&index, repository)
                }
            guard code == 0, let index = unsafe index else {
                throw GitError(operation, code: code, git2)
            }
            defer { unsafe git2.functions.index_free(index) }
            let answer = unsafe git2.functions.index_read(index, 1)
            guard answer == 0 else { throw GitError(operation, code: answer, git2) }
            var files: [GitTree.File] = []
            for position in 0..<(unsafe git2.functions.index_entrycount(index)) {
                guard let entry = unsafe git2.functions.index_get_byindex(index, position),
                    let path = unsafe entry.pointee.path
                else { continue }
                let name = unsafe Self.text(path)
                // Bits 12 and 13: which side of an unfinished merge this is.
                guard unsafe entry.pointee.flags & 0x3000 == 0 else {
                    throw GitError(
                        "\(operation): \(PathText.escaped(name)) is in conflict",
                        hint: "finish the merge first: git status"
                    )
                }
                files.append(
                    GitTree.File(
                        path: name,
                        content: ObjectID(unsafe entry.pointee.id),
                        kind: FileKind(git: unsafe entry.pointee.mode)
                    )
                )
            }
            return files
        }
        return GitTree(files, self)
    }

    /// Paths of all regular files that Git tracks in the work tree, sorted; those in conflict too.
    package func tracked() throws(GitError) -> [String] {
        let operation = "read the index"
        return try unsafe withRepository { (repository) throws(GitError) -> [String] in
            var index: OpaquePointer?
            let code = unsafe git2.functions.repository_index(&index, repository)
            guard code == 0, let index = unsafe index else {
                throw GitError(operation, code: code, git2)
            }
            defer { unsafe git2.functions.index_free(index) }
            let answer = unsafe git2.functions.index_read(index, 1)
            guard answer == 0 else { throw GitError(operation, code: answer, git2) }
            var paths: [String] = []
            for position in 0..<(unsafe git2.functions.index_entrycount(index)) {
                guard let entry = unsafe git2.functions.index_get_byindex(index, position),
                    let path = unsafe entry.pointee.path,
                    FileKind(git: unsafe entry.pointee.mode) == .file
                else { continue }
                let name = unsafe Self.text(path)
                // A file in conflict is there once for each side.
                if let last = paths.last, last.utf8.elementsEqual(name.utf8) { continue }
                paths.append(name)
            }
            return paths
        }
    }

    /// Paths of files in the work tree that differ from a commit's, sorted; new ones too, ignored
    /// ones not.
    package func changedInWorkTree(since commit: Commit?) throws(GitError) -> [String] {
        let operation = "compare the work tree"
        return try unsafe withRepository { (repository) throws(GitError) in
            var tree: OpaquePointer?
            if let commit {
                var raw = commit.tree.raw
                let code = unsafe git2.functions.tree_lookup(&tree, repository, &raw)
                guard code == 0 else { throw GitError(operation, code: code, git2) }
            }
            defer { if let tree = unsafe tree { unsafe git2.functions.tree_free(tree) } }
            var options = unsafe git_diff_options()
            var code = unsafe git2.functions.diff_options_init(
                &options,
                UInt32(GIT_DIFF_OPTIONS_VERSION)
            )
            guard code == 0 else { throw GitError(operation, code: code, git2) }
            unsafe options.flags =
                GIT_DIFF_INCLUDE_UNTRACKED.rawValue | GIT_DIFF_RECURSE_UNTRACKED_DIRS.rawValue
                | GIT_DIFF_INCLUDE_TYPECHANGE.rawValue
            var diff: OpaquePointer?
            code = unsafe git2.functions.diff_tree_to_workdir_with_index(
                &diff,
                repository,
                tree,
                &options
            )
            guard code == 0, let diff = unsafe diff else {
                throw GitError(operation, code: code, git2)
            }
            defer { unsafe git2.functions.diff_free(diff) }
            return unsafe Self.paths(diff, git2)
        }
    }

    private static func paths(_ diff: OpaquePointer, _ git2: Git2) -> [String] {
        var found: [String] = []
        for index in 0..<(unsafe git2.functions.diff_num_deltas(diff)) {
            guard let delta = unsafe git2.functions.diff_get_delta(diff, index),
                let path = unsafe delta.pointee.new_file.path ?? delta.pointee.old_file.path
            else { continue }
            found.append(unsafe Self.text(path))
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Git stores folders in the order in which their files' paths stand.
    private func collect(
        _ tree: ObjectID,
        _ prefix: String,
        depth: Int,
        _ files: inout [GitTree.File]
    ) throws(GitError) {
        // A path of this many folders can not be checked out either.
        guard depth < 256 else {
            throw GitError("read folder \(PathText.escaped(prefix)): too many folders deep")
        }
        for entry in try entries(of: tree) {
            let path = prefix + entry.name
            if entry.kind == .folder {
                try collect(entry.id, path + "/", depth: depth + 1, &files)
            } else {
                files.append(GitTree.File(path: path, content: entry.id, kind: entry.kind))
            }
        }
    }
}
