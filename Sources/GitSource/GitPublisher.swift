internal import Files
internal import Git

/// Keeps one small text on a reference of a Git repository, by the settings of a source.
///
///     let publisher = GitPublisher(configuration, folder: "/var/lib/fleetseal/git/publication")
///     try await publisher.publish(text, as: "publication", on: "refs/fleetseal/clusters/us-east-1")
///
/// The reference leads to a commit of one file without parents: nobody asks for the texts before, and
/// a server drops them. Only this reference is ever written. What is in the text is for everybody who
/// can read the repository.
///
/// It works on a thread of its own, one call at a time, and ends within the limits of the
/// configuration; nobody who reads a source waits for it.
package actor GitPublisher {
    private let thread = GitThread()
    private let configuration: GitConfiguration
    private let folder: String

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe thread.asUnownedSerialExecutor()
    }

    /// Touches nothing yet; `folder` is made for the time of a call, and removed.
    package init(_ configuration: GitConfiguration, folder: String) {
        self.configuration = configuration
        self.folder = folder
    }

    /// How messages name the repository.
    package nonisolated var address: String { configuration.address.description }

    /// Sees to it that a reference has this text in a file; true if it had to be pushed.
    package nonisolated func publish(
        _ text: String,
        as file: String,
        on reference: String
    ) async throws(GitSourceError) -> Bool {
        let cancellation = Cancellation()
        let result = await withTaskCancellationHandler {
            await self.publish(text, as: file, on: reference, cancellation)
        } onCancel: {
            cancellation.cancel()
        }
        return try result.get()
    }

    private func publish(
        _ text: String,
        as file: String,
        on reference: String,
        _ cancellation: Cancellation
    ) -> Result<Bool, GitSourceError> {
        CloneFolder.remove(folder)
        defer { CloneFolder.remove(folder) }
        do throws(GitSourceError) {
            let repository = try made()
            let commit = try Self.storing { () throws(GitError) in
                let commit = try repository.writeCommit(
                    of: Array(text.utf8),
                    as: file,
                    by: "fleetseal-agent <fleetseal-agent@localhost>",
                    reference
                )
                try repository.setReference(reference, to: commit)
                return commit
            }
            return .success(try push(commit, on: reference, from: repository, cancellation))
        } catch {
            return .failure(error)
        }
    }

    private func made() throws(GitSourceError) -> Repository {
        do throws(FileError) {
            try UserFile.makeFolder(folder, mode: 0o700)
        } catch {
            throw GitSourceError("\(error)", .storage, hint: error.hint)
        }
        return try Self.storing { () throws(GitError) in
            try Repository.prepareForRemotes()
            return try Repository(creating: folder)
        }
    }

    private func push(
        _ commit: ObjectID,
        on reference: String,
        from repository: Repository,
        _ cancellation: Cancellation
    ) throws(GitSourceError) -> Bool {
        let address = configuration.address
        let access = try RemoteAccess(configuration)
        // libgit2 takes such an address for one of another kind.
        if address.scheme == .file, (try? Folder(address.path)) == nil {
            let error = RemoteError("connect to \(address): not found", reason: .notFound)
            throw GitSourceError(error, configuration)
        }
        do throws(RemoteError) {
            let conversation = try Conversation(
                "\(address)",
                access,
                configuration.limits,
                cancellation,
                into: repository,
                uploads: true
            )
            let before = try conversation.references().first {
                $0.name.utf8.elementsEqual(reference.utf8)
            }
            guard before?.id != commit else { return false }
            try conversation.upload(reference)
            return true
        } catch {
            throw GitSourceError(error, configuration)
        }
    }

    private static func storing<Value>(
        _ body: () throws(GitError) -> Value
    ) throws(GitSourceError) -> Value {
        do throws(GitError) {
            return try body()
        } catch {
            throw GitSourceError("\(error)", .storage, hint: error.hint)
        }
    }
}
