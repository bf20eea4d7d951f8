internal import CGit2
internal import Files
internal import Threads

/// A Git repository, read by libgit2.
///
/// libgit2's objects are for one thread at a time: whatever touches one holds the lock.
@safe
package final class Repository: @unchecked Sendable {
    let git2: Git2
    /// Where the work tree is.
    package let root: String
    private let repository: OpaquePointer
    let objects: OpaquePointer
    /// The commits whose parents this clone does not have.
    let shallowEnds: Set<ObjectID>
    private let lock = Locked(())

    /// Opens the repository whose work tree is this folder.
    package convenience init(root: String) throws(GitError) {
        let git2 = try Git2.get()
        var opened: OpaquePointer?
        let code = unsafe git2.functions.repository_open_ext(
            &opened,
            root,
            GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue,
            nil
        )
        try unsafe self.init(root, opened, code: code, git2)
    }

    /// Opens the repository without work tree in this folder.
    package convenience init(bare root: String) throws(GitError) {
        let git2 = try Git2.get()
        var opened: OpaquePointer?
        let code = unsafe git2.functions.repository_open_bare(&opened, root)
        try unsafe self.init(root, opened, code: code, git2)
    }

    /// Makes a repository without work tree in this folder, which may not be there yet.
    package convenience init(creating root: String) throws(GitError) {
        let git2 = try Git2.get()
        var opened: OpaquePointer?
        let code = unsafe git2.functions.repository_init(&opened, root, 1)
        try unsafe self.init(root, opened, code: code, git2)
    }

    private init(
        _ root: String,
        _ opened: OpaquePointer?,
        code: Int32,
        _ git2: Git2
    ) throws(GitError) {
        self.git2 = git2
        self.root = root
        let operation = "open Git repository \(PathText.escaped(root))"
        guard code == 0, let opened = unsafe opened else {
            throw GitError(operation, code: code, git2)
        }
        var found: OpaquePointer?
        let answer = unsafe git2.functions.repository_odb(&found, opened)
        guard answer == 0, let found = unsafe found else {
            unsafe git2.functions.repository_free(opened)
            throw GitError(operation, code: answer, git2)
        }
        do throws(GitError) {
            shallowEnds = try unsafe Self.shallowEnds(opened, git2)
        } catch {
            unsafe git2.functions.odb_free(found)
            unsafe git2.functions.repository_free(opened)
            throw error
        }
        unsafe repository = opened
        unsafe objects = found
    }

    deinit {
        unsafe git2.functions.odb_free(objects)
        unsafe git2.functions.repository_free(repository)
    }

    /// The longest object, unpacked, that is taken from a server.
    static let largestObject = 64 << 20

    /// Lends libgit2's repository to one caller at a time, who cannot fail.
    func lend<Result>(_ body: (OpaquePointer) -> Result) -> Result {
        lock.withLock { _ in unsafe Lent(value: body(repository)) }.value
    }

    // The lock's closure may not give back what is not sendable; nobody else has it.
    @safe
    private struct Lent<Value>: @unchecked Sendable {
        let value: Value
    }

    /// Whether an object is here.
    package func contains(_ id: ObjectID) -> Bool {
        unsafe lend { _ in
            var raw = id.raw
            return unsafe git2.functions.odb_exists(objects, &raw) == 1
        }
    }

    /// Lends libgit2's repository to one caller at a time.
    func withRepository<Result: Sendable>(
        _ body: (OpaquePointer) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        // `withLock` cannot carry a typed error out of a closure that captures pointers.
        let result = lock.withLock { _ in
            do throws(GitError) {
                return Swift.Result<Result, GitError>.success(try unsafe body(repository))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Whether parts of the history were left out when this clone was made.
    package var isShallow: Bool { !shallowEnds.isEmpty }

    /// Whether there is no commit yet.
    package var isEmpty: Bool {
        (try? unsafe withRepository { (repository) throws(GitError) in
            unsafe git2.functions.repository_head_unborn(repository) == 1
        }) ?? false
    }

    /// A file's content as Git stored it, at most `limit` bytes of it; nothing if it is longer.
    package func content(_ id: ObjectID, limit: Int) throws(GitError) -> [UInt8]? {
        try unsafe withRepository { (_) throws(GitError) in
            var raw = id.raw
            var object: OpaquePointer?
            let code = unsafe git2.functions.odb_read(&object, objects, &raw)
            guard code == 0, let object = unsafe object else {
                throw GitError("read object \(id.short)", code: code, git2)
            }
            defer { unsafe git2.functions.odb_object_free(object) }
            let count = unsafe git2.functions.odb_object_size(object)
            guard count <= limit else { return nil }
            guard let start = unsafe git2.functions.odb_object_data(object) else { return [] }
            return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
        }
    }

    /// A path or name that Git gives; a stand-in for one that is not UTF-8.
    static func text(_ bytes: UnsafePointer<CChar>) -> String {
        if let text = unsafe String(validatingCString: bytes) { return text }
        var name: [UInt8] = []
        while unsafe bytes[name.count] != 0 {
            name.append(UInt8(bitPattern: unsafe bytes[name.count]))
        }
        return PathText.standIn(for: name)
    }

    /// What is in a folder that Git stored, in Git's order.
    package func entries(of tree: ObjectID) throws(GitError) -> [TreeEntry] {
        try unsafe withRepository { (repository) throws(GitError) in
            var raw = tree.raw
            var found: OpaquePointer?
            let code = unsafe git2.functions.tree_lookup(&found, repository, &raw)
            guard code == 0, let found = unsafe found else {
                throw GitError("read folder \(tree.short)", code: code, git2)
            }
            defer { unsafe git2.functions.tree_free(found) }
            let count = unsafe git2.functions.tree_entrycount(found)
            var entries: [TreeEntry] = []
            entries.reserveCapacity(count)
            for index in 0..<count {
                guard let entry = unsafe git2.functions.tree_entry_byindex(found, index),
                    let name = unsafe git2.functions.tree_entry_name(entry),
                    let id = unsafe git2.functions.tree_entry_id(entry)
                else { continue }
                entries.append(
                    TreeEntry(
                        name: unsafe Self.text(name),
                        id: ObjectID(unsafe id.pointee),
                        kind: FileKind(
                            git: unsafe git2.functions.tree_entry_filemode(entry).rawValue
                        )
                    )
                )
            }
            return entries
        }
    }
}

extension FileKind {
    /// Of a mode that Git stored.
    ///
    /// A submodule is neither file nor folder of this repository.
    init(git mode: UInt32) {
        self =
            switch mode {
            case GIT_FILEMODE_TREE.rawValue: .folder
            case GIT_FILEMODE_LINK.rawValue: .symbolicLink
            case GIT_FILEMODE_COMMIT.rawValue: .other
            default: .file
            }
    }
}
