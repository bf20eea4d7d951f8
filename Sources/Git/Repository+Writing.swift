internal import CGit2

extension Repository {
    /// Writes a commit of a single file and nothing before it, and gives its name.
    ///
    /// It is made of what is given and of nothing else, its time is that of 1970: the same text is the
    /// same commit, wherever and whenever it is written. So a server that shows the name of a commit
    /// has shown what is in it.
    package func writeCommit(
        of content: [UInt8],
        as file: String,
        by author: String,
        _ message: String
    ) throws(GitError) -> ObjectID {
        let blob = try write(content, GIT_OBJECT_BLOB)
        let entry = Array("100644 \(file)".utf8) + [0] + blob.bytes
        let tree = try write(entry, GIT_OBJECT_TREE)
        let person = "\(author) 0 +0000"
        let commit = "tree \(tree)\nauthor \(person)\ncommitter \(person)\n\n\(message)\n"
        return try write(Array(commit.utf8), GIT_OBJECT_COMMIT)
    }

    private func write(_ content: [UInt8], _ kind: git_object_t) throws(GitError) -> ObjectID {
        try unsafe withRepository { (_) throws(GitError) in
            var id = git_oid()
            let code = unsafe git2.functions.odb_write(
                &id,
                objects,
                content,
                content.count,
                kind
            )
            guard code == 0 else { throw GitError("write an object", code: code, git2) }
            return ObjectID(id)
        }
    }
}
