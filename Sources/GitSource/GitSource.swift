internal import Git

/// Follows one branch or tag of a Git repository: asks the server where it is, fetches only if it
/// moved, and gives the files of its commit.
///
///     let source = GitSource(configuration, folder: "/var/lib/fleetseal/fleet")
///     let before = try await source.current()      // from the clone alone, no network; nil at first
///     let update = try await source.update()       // .unchanged(snapshot) | .moved(snapshot, changed:)
///     update.snapshot.tree                         // a FileTree below configuration.path
///     update.snapshot.revision                     // the commit's name
///
/// Every failure is a `GitSourceError`, and means: not known. The snapshot before stays in force, here
/// and in the clone, and can be read on. Updates run on a thread of the source's own, one at a time,
/// and end within the limits of the configuration; cancelling the task ends them at once.
///
/// The clone has no work tree, and takes part in a lock: two processes never share one. Nothing of the
/// repository is run: no hooks, no filters; no configuration but our own is read.
package actor GitSource {
    private let thread = GitThread()
    private let configuration: GitConfiguration
    private let folder: String
    private var clone: Clone?

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe thread.asUnownedSerialExecutor()
    }

    /// Touches nothing yet.
    package init(_ configuration: GitConfiguration, folder: String) {
        self.configuration = configuration
        self.folder = folder
    }

    /// What is in force, as the clone has it; nothing if there was no successful update yet.
    package func current() throws(GitSourceError) -> GitSnapshot? {
        try opened().snapshot()
    }

    /// Looks at the server and takes what is new.
    package nonisolated func update() async throws(GitSourceError) -> GitUpdate {
        let cancellation = Cancellation()
        // `withTaskCancellationHandler` does not carry a typed error.
        let result = await withTaskCancellationHandler {
            await self.update(cancellation)
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    /// Lets go of the clone and of its lock; the next call takes them again.
    package func close() {
        clone = nil
    }

    private func update(_ cancellation: Cancellation) -> Result<GitUpdate, GitSourceError> {
        do throws(GitSourceError) {
            return .success(try opened().update(cancellation))
        } catch {
            return .failure(error)
        }
    }

    private func opened() throws(GitSourceError) -> Clone {
        if let clone { return clone }
        let opened = try Clone(configuration, in: CloneFolder(folder))
        clone = opened
        return opened
    }
}
