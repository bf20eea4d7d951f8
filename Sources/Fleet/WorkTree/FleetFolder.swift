internal import Documents
package import Files

/// The folder of a fleet's repository: the root of a Git work tree, with `fleetseal.yaml` in it.
package struct FleetFolder: Sendable {
    package let folder: Folder
    /// Where the lock and the journal are: inside Git's own folder, which Git does not track.
    package let state: String

    package var root: String { folder.path }

    /// Looks upwards from a folder to the root of its Git work tree, and no further.
    package init(around path: String) throws {
        let (root, state) = try Self.gitRoot(around: path)
        folder = try Folder(root)
        self.state = state
        guard try folder.exists(FleetDocument.path) else {
            throw FleetError(
                "look for the fleet around \(PathText.escaped(path)): no fleetseal.yaml at the root of the Git work tree, \(PathText.escaped(root))",
                hint: "run it inside the fleet's repository, or start one there: fleetseal init"
            )
        }
        try Self.refuseNested(from: path, upTo: root)
    }

    /// For `init`: the root of the Git work tree, in which there is no fleet yet.
    package init(creatingIn path: String) throws {
        let (root, state) = try Self.gitRoot(around: path)
        folder = try Folder(root)
        self.state = state
        guard try !folder.exists(FleetDocument.path) else {
            throw FleetError(
                "make a fleet: \(PathText.escaped(root)) has a fleetseal.yaml already",
                hint: "one repository holds one fleet"
            )
        }
    }

    /// The files as they are, for commands that change nothing.
    ///
    /// Settles what an interrupted run left.
    package func reading() throws -> WorkTree {
        let journal = Journal(folder: folder, state: state)
        if try journal.isUnsettled() {
            let lock = try WriteLock(folder: folder, state: state)
            _ = try journal.recover()
            lock.release()
        }
        return WorkTree(folder)
    }

    /// Runs `body` with the right to change files, then makes all of its changes or none.
    ///
    /// The lock is held from before anything is read: two runs at once take turns, and the second one
    /// sees what the first one wrote. `check` sees the changes, and what `body` gave, before anything is
    /// written, and may refuse them. `written` is called once all is on the disk, with the lock still held.
    package func changing<Result>(
        waiting: (Int32?) -> Void = { _ in },
        check: ([Change], Result) throws -> Void = { _, _ in },
        written: (WrittenChanges, Result) throws -> Void = { _, _ in },
        _ body: (WorkTree) throws -> Result
    ) throws -> Result {
        let lock = try WriteLock(folder: folder, state: state, waiting: waiting)
        let journal = Journal(folder: folder, state: state)
        _ = try journal.recover()
        try journal.deleteReplaced()
        let tree = WorkTree(folder)
        let result = try body(tree)
        let changes = tree.changes
        try check(changes, result)
        try journal.commit(changes)
        try written(WrittenChanges(changes, journal: journal), result)
        lock.release()
        return result
    }

    /// Runs `body` while no other run changes files, and none is in the middle of its changes.
    package func settled<Result>(
        waiting: (Int32?) -> Void = { _ in },
        _ body: () throws -> Result
    ) throws -> Result {
        let lock = try WriteLock(folder: folder, state: state, waiting: waiting)
        _ = try Journal(folder: folder, state: state).recover()
        let result = try body()
        lock.release()
        return result
    }

    /// Runs `body` with the right to change files, for work that takes long: each `save` makes all of
    /// the changes so far or none, and what was saved stays, whatever becomes of the rest.
    package func saving<Result>(
        waiting: (Int32?) -> Void = { _ in },
        _ body: (WorkTree, _ save: @escaping () throws -> Void) throws -> Result
    ) throws -> Result {
        let lock = try WriteLock(folder: folder, state: state, waiting: waiting)
        let journal = Journal(folder: folder, state: state)
        _ = try journal.recover()
        try journal.deleteReplaced()
        let tree = WorkTree(folder)
        let save = {
            try journal.commit(tree.changes, keepsReplaced: true)
            tree.forgetChanges()
        }
        let result: Result
        do {
            result = try body(tree, save)
            try save()
        } catch {
            // The failure to report is that one; the next run deletes what is left.
            try? journal.deleteReplaced()
            throw error
        }
        try journal.deleteReplaced()
        lock.release()
        return result
    }

    /// Refuses a place for a private key that is inside a fleet's repository: the next `git add`
    /// would publish it.
    package static func refusePrivateKey(at path: String) throws {
        let place = try UserFile.resolved(possible: path)
        var parent = place
        while let slash = parent.lastIndex(of: "/"), slash != parent.startIndex {
            parent = String(parent[..<slash])
            guard try UserFile.isFolder(parent) else { continue }
            guard let (root, _) = try GitRoot.find(from: parent),
                try Folder(root).exists(FleetDocument.path)
            else { return }
            throw FleetError(
                "write a private key to \(PathText.escaped(path)): that is inside the fleet's repository",
                hint: "name a file outside of it: git add would publish the key"
            )
        }
    }

    private static func gitRoot(around path: String) throws -> (root: String, state: String) {
        guard let found = try GitRoot.find(from: path) else {
            throw FleetError(
                "look for the fleet around \(PathText.escaped(path)): not inside a Git work tree",
                hint: "a fleet lives in a Git repository: git init, then fleetseal init"
            )
        }
        return (found.root, found.gitFolder + "/fleetseal")
    }

    /// A second fleetseal.yaml between here and the root would be somebody else's trust.
    private static func refuseNested(from path: String, upTo root: String) throws {
        let start = try UserFile.resolved(folder: path)
        guard start.utf8.count > root.utf8.count else { return }
        var below = start
        while below.utf8.count > root.utf8.count {
            let relative = String(below.dropFirst(root == "/" ? 1 : root.count + 1))
            if try Folder(root).exists(relative + "/" + FleetDocument.path) {
                throw FleetError(
                    "look for the fleet: a second fleetseal.yaml stands in \(PathText.escaped(relative))",
                    hint:
                        "a fleet's fleetseal.yaml stands only at the root of the Git work tree: take the other one away"
                )
            }
            guard let slash = below.lastIndex(of: "/") else { return }
            below = String(below[..<slash])
        }
    }
}
