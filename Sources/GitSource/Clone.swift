internal import Files
internal import Git

/// The clone of one source, and how it is brought up to date.
final class Clone {
    private let configuration: GitConfiguration
    private let access: RemoteAccess
    private let folder: CloneFolder
    private var number: Int
    // Nothing until the first update succeeded.
    private var repository: Repository?
    private var latest: GitSnapshot?

    // The commit in force, and what the server's reference named then: the commit or its tag.
    private static let inForce = "refs/fleetseal/revision"
    private static let seen = "refs/fleetseal/seen"

    init(_ configuration: GitConfiguration, in folder: CloneFolder) throws(GitSourceError) {
        self.configuration = configuration
        self.folder = folder
        access = try RemoteAccess(configuration)
        do throws(GitError) {
            try Repository.prepareForRemotes()
        } catch {
            throw GitSourceError("\(error)", .storage, hint: error.hint)
        }
        number = folder.newest() ?? 0
        // What cannot be opened, or was cloned from elsewhere, is cloned anew.
        guard number > 0, isOfThisSource else { return }
        CloneFolder.removeUnfinishedPacks(folder.clone(number))
        repository = try? Repository(bare: folder.clone(number))
    }

    /// The files in force, if there are any.
    func snapshot() throws(GitSourceError) -> GitSnapshot? {
        if let latest { return latest }
        guard let repository else { return nil }
        do throws(CloneFailure) {
            guard let id = try revision(of: repository) else { return nil }
            latest = try snapshot(of: id, in: repository)
            return latest
        } catch {
            // Damage is for the next update to mend.
            if case .failed(let error) = error { throw error }
            return nil
        }
    }

    /// Asks the server, and takes what is new.
    func update(_ cancellation: Cancellation) throws(GitSourceError) -> GitUpdate {
        var before: ObjectID?
        follow: if let repository {
            do throws(CloneFailure) {
                before = latest?.commit.id
                if before == nil { before = try revision(of: repository) }
                return try follow(repository, cancellation)
            } catch {
                guard case .failed(let error) = error else { break follow }
                // libgit2 may remember a pack that was removed.
                if error.reason == .remote(.diskFull) {
                    self.repository = try? Repository(bare: repository.root)
                }
                throw error
            }
        }
        return try cloneAnew(after: before, cancellation)
    }

    private func follow(
        _ repository: Repository,
        _ cancellation: Cancellation
    ) throws(CloneFailure) -> GitUpdate {
        let conversation = try converse(cancellation, into: repository)
        let reference = try reference(of: conversation)
        let before = try revision(of: repository)
        var old = latest
        if old == nil, let before { old = try snapshot(of: before, in: repository) }
        let seen = try CloneFailure.reading { () throws(GitError) in
            try repository.reference(Self.seen)
        }
        if let old, seen == reference.id {
            latest = old
            return .unchanged(old)
        }
        let commit = try fetch(reference, conversation, after: before, into: repository)
        let snapshot = try snapshot(of: commit, in: repository)
        try keep(commit, seen: reference.id, in: repository)
        latest = snapshot
        return .moved(snapshot, changed: old.map { snapshot.changedPaths(since: $0) })
    }

    /// Makes another clone; the one before stays until this one is complete.
    private func cloneAnew(
        after before: ObjectID?,
        _ cancellation: Cancellation
    ) throws(GitSourceError) -> GitUpdate {
        let next = number + 1
        let place = folder.unfinished(next)
        CloneFolder.remove(place)
        let snapshot: GitSnapshot
        do throws(CloneFailure) {
            try fill(place, after: before, cancellation)
            do throws(GitSourceError) {
                try folder.finish(next)
            } catch {
                throw .failed(error)
            }
            let complete = try CloneFailure.reading { () throws(GitError) in
                try Repository(bare: folder.clone(next))
            }
            guard let commit = try revision(of: complete) else {
                throw .damaged("the new clone is empty")
            }
            snapshot = try self.snapshot(of: commit, in: complete)
            repository = complete
        } catch {
            CloneFolder.remove(place)
            switch error {
            case .failed(let error): throw error
            case .damaged(let reason): throw GitSourceError("clone: \(reason)", .storage)
            }
        }
        // Whoever still reads the snapshot before needs its clone; the one before that nobody does.
        CloneFolder.remove(folder.clone(next - 2))
        number = next
        let old = latest
        latest = snapshot
        return .moved(snapshot, changed: old.map { snapshot.changedPaths(since: $0) })
    }

    private func fill(
        _ place: String,
        after before: ObjectID?,
        _ cancellation: Cancellation
    ) throws(CloneFailure) {
        let made = try CloneFailure.reading { () throws(GitError) in
            try Repository(creating: place)
        }
        do throws(FileError) {
            try UserFile.write("\(place)/\(Self.markName)", mark)
        } catch {
            throw .failed(GitSourceError("\(error)", .storage, hint: error.hint))
        }
        let conversation = try converse(cancellation, into: made)
        let reference = try reference(of: conversation)
        let commit = try fetch(reference, conversation, after: before, into: made)
        // Reads all folders, so that what is kept is known to be complete.
        _ = try snapshot(of: commit, in: made)
        try keep(commit, seen: reference.id, in: made)
    }

    private func converse(
        _ cancellation: Cancellation,
        into repository: Repository
    ) throws(CloneFailure) -> Conversation {
        let address = configuration.address
        // libgit2 takes such an address for one of another kind.
        if address.scheme == .file, (try? Folder(address.path)) == nil {
            let error = RemoteError("connect to \(address): not found", reason: .notFound)
            throw .failed(GitSourceError(error, configuration))
        }
        do throws(RemoteError) {
            return try Conversation(
                "\(address)",
                access,
                configuration.limits,
                cancellation,
                into: repository
            )
        } catch {
            throw failure(error, repository)
        }
    }

    private func failure(_ error: RemoteError, _ repository: Repository) -> CloneFailure {
        CloneFailure(error, configuration) {
            do throws(CloneFailure) {
                let opened = try CloneFailure.reading { () throws(GitError) in
                    try Repository(bare: repository.root)
                }
                guard let id = try revision(of: opened) else { return latest == nil }
                _ = try snapshot(of: id, in: opened)
                return true
            } catch {
                return false
            }
        }
    }

    private func reference(
        of conversation: Conversation
    ) throws(CloneFailure) -> RemoteReference {
        let all: [RemoteReference]
        do throws(RemoteError) {
            all = try conversation.references()
        } catch {
            throw .failed(GitSourceError(error, configuration))
        }
        do throws(GitSourceError) {
            return try RemoteReference.named(configuration.reference, among: all)
        } catch {
            throw .failed(error)
        }
    }

    private func fetch(
        _ reference: RemoteReference,
        _ conversation: Conversation,
        after before: ObjectID?,
        into repository: Repository
    ) throws(CloneFailure) -> ObjectID {
        if !repository.contains(reference.id) {
            let packs = CloneFolder.packs(repository.root)
            do throws(RemoteError) {
                try conversation.download(reference.name)
            } catch {
                CloneFolder.removePacks(repository.root, but: packs)
                throw failure(error, repository)
            }
        }
        let commit = try CloneFailure.reading { () throws(GitError) in
            try repository.commit(named: reference.id)
        }
        if let before, try !comes(commit, after: before, in: repository) {
            throw .failed(.rewritten(from: before, to: commit, configuration))
        }
        return commit
    }

    private func comes(
        _ commit: ObjectID,
        after before: ObjectID,
        in repository: Repository
    ) throws(CloneFailure) -> Bool {
        switch configuration.rewrites {
        case .allowed: return true
        case .accepted(let name) where name == "\(commit)": return true
        default: break
        }
        // A clone made anew has only what leads to the new commit.
        guard repository.contains(before) else { return false }
        return try CloneFailure.reading { () throws(GitError) in
            try repository.isDescendant(commit, of: before)
        }
    }

    private func keep(
        _ commit: ObjectID,
        seen: ObjectID,
        in repository: Repository
    ) throws(CloneFailure) {
        try CloneFailure.reading { () throws(GitError) in
            try repository.setReference(Self.inForce, to: commit)
            try repository.setReference(Self.seen, to: seen)
        }
    }

    private func revision(of repository: Repository) throws(CloneFailure) -> ObjectID? {
        try CloneFailure.reading { () throws(GitError) in try repository.reference(Self.inForce) }
    }

    private func snapshot(
        of id: ObjectID,
        in repository: Repository
    ) throws(CloneFailure) -> GitSnapshot {
        try CloneFailure.reading { () throws(GitError) in
            let commit = try repository.commit(id)
            let files = try repository.tree(
                of: commit,
                below: configuration.path,
                most: configuration.mostFiles
            )
            return GitSnapshot(commit: commit, tree: SourceTree(files: files))
        }
    }

    // Says what a clone is of: another address or reference has another history.
    private static let markName = "fleetseal-source"
    private var mark: [UInt8] {
        Array("\(configuration.address)\n\(configuration.reference)\n".utf8)
    }

    private var isOfThisSource: Bool {
        (try? UserFile.read("\(folder.clone(number))/\(Self.markName)")) == mark
    }
}
