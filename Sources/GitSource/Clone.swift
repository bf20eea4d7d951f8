internal import Files
internal import Git

/// The clone of one source, and how it is brought up to date.
final class Clone {
    private let configuration: GitConfiguration
    private let access: RemoteAccess
    private let folder: CloneFolder
    // Of the clone in use; 0 until the first update succeeded.
    private var number = 0
    // Whether that clone is one of another address or reference.
    private var isForeign = false
    // Reads through a handle of its own, so that nobody who reads waits for the network.
    private var latest: GitSnapshot?
    // What was downloaded and refused last: it is not downloaded again to be refused again.
    private var refused: (before: ObjectID, reference: ObjectID, error: GitSourceError)?

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
        guard let newest = folder.newest() else { return }
        let place = folder.clone(newest)
        CloneFolder.removeUnfinishedPacks(place)
        // What was cloned from elsewhere is cloned anew.
        isForeign = (try? UserFile.read("\(place)/\(Self.markName)")) != mark
        number = newest
    }

    /// The files in force, if there are any.
    func snapshot() throws(GitSourceError) -> GitSnapshot? {
        if let latest { return latest }
        guard number > 0, !isForeign else { return nil }
        do throws(CloneFailure) {
            let repository = try opened()
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
        guard number > 0, !isForeign else { return try cloneAnew(after: remembered, cancellation) }
        var before = latest?.commit.id
        do throws(CloneFailure) {
            let repository = try opened()
            let kept = try revision(of: repository)
            guard let kept else { throw .damaged("its reference is gone") }
            before = before ?? kept
            return try follow(repository, after: kept, cancellation)
        } catch {
            if case .failed(let error) = error { throw error }
            return try cloneAnew(after: before, cancellation)
        }
    }

    private func opened() throws(CloneFailure) -> Repository {
        try CloneFailure.reading { () throws(GitError) in
            try Repository(bare: folder.clone(number))
        }
    }

    private func follow(
        _ repository: Repository,
        after before: ObjectID,
        _ cancellation: Cancellation
    ) throws(CloneFailure) -> GitUpdate {
        let conversation = try converse(cancellation, into: repository)
        let reference = try reference(of: conversation)
        let seen = try CloneFailure.reading { () throws(GitError) in
            try repository.reference(Self.seen)
        }
        if seen == reference.id {
            if let latest { return .unchanged(latest) }
            let snapshot = try snapshot(of: before, in: repository)
            latest = snapshot
            return .unchanged(snapshot)
        }
        var old = latest
        if old == nil { old = try earlier(before, in: repository) }
        let commit = try fetch(reference, conversation, after: before, into: repository)
        let snapshot = try snapshot(of: commit, in: repository)
        try keep(commit, seen: reference.id, in: repository)
        latest = snapshot
        compact(repository, cancellation)
        return .moved(snapshot, changed: old.map { snapshot.changedPaths(since: $0) })
    }

    /// A commit that may lack what is configured now, as the folder that is to be followed.
    private func earlier(
        _ id: ObjectID,
        in repository: Repository
    ) throws(CloneFailure) -> GitSnapshot? {
        do throws(CloneFailure) {
            return try snapshot(of: id, in: repository)
        } catch {
            guard case .failed = error else { throw error }
            return nil
        }
    }

    /// Makes another clone; the one before stays until this one is complete.
    private func cloneAnew(
        after before: ObjectID?,
        _ cancellation: Cancellation
    ) throws(GitSourceError) -> GitUpdate {
        let old = latest
        do throws(CloneFailure) {
            let snapshot = try replace { place throws(CloneFailure) in
                let made = try self.made(place)
                let conversation = try converse(cancellation, into: made)
                let reference = try reference(of: conversation)
                if let refused, refused.before == before, refused.reference == reference.id {
                    throw .failed(refused.error)
                }
                let commit = try fetch(reference, conversation, after: before, into: made)
                try keep(commit, seen: reference.id, in: made)
            }
            return .moved(snapshot, changed: old.map { snapshot.changedPaths(since: $0) })
        } catch {
            switch error {
            case .failed(let error): throw error
            case .damaged(let reason): throw GitSourceError("clone: \(reason)", .storage)
            }
        }
    }

    /// Puts what many fetches brought into one pack, from the clone into another one.
    ///
    /// Every fetch leaves a pack, and every look for an object goes through all of them.
    private func compact(_ repository: Repository, _ cancellation: Cancellation) {
        guard CloneFolder.packs(repository.root).count > 2 * Self.mostPacks else { return }
        let access = RemoteAccess(url: repository.root, host: "", port: "", channel: .folder)
        // What does not succeed now is tried again after the next fetch.
        _ = try? replace { place throws(CloneFailure) in
            let made = try self.made(place)
            do throws(RemoteError) {
                let conversation = try Conversation(
                    "the clone",
                    access,
                    RemoteLimits(
                        time: configuration.limits.time,
                        bytes: .max,
                        objects: .max
                    ),
                    cancellation,
                    into: made
                )
                try conversation.download(Self.seen)
            } catch {
                throw CloneFailure(error, configuration) { true }
            }
            let ids = try CloneFailure.reading { () throws(GitError) in
                try (repository.reference(Self.inForce), repository.reference(Self.seen))
            }
            guard let commit = ids.0, let seen = ids.1 else { return }
            try keep(commit, seen: seen, in: made)
        }
    }

    private static let mostPacks = 32

    /// Takes another clone that `fill` makes into use.
    private func replace(
        _ fill: (_ place: String) throws(CloneFailure) -> Void
    ) throws(CloneFailure) -> GitSnapshot {
        let next = number + 1
        let place = folder.unfinished(next)
        CloneFolder.remove(place)
        do throws(CloneFailure) {
            try fill(place)
            // Reads all folders, so that what is kept is known to be complete.
            guard let made = try? Repository(bare: place), let commit = try revision(of: made)
            else { throw .damaged("the new clone is empty") }
            _ = try snapshot(of: commit, in: made)
            do throws(GitSourceError) {
                try folder.finish(next)
            } catch {
                throw .failed(error)
            }
            let complete = try CloneFailure.reading { () throws(GitError) in
                try Repository(bare: folder.clone(next))
            }
            let snapshot = try snapshot(of: commit, in: complete)
            // Who still reads the snapshot before needs its clone; nobody needs the one before that.
            CloneFolder.remove(folder.clone(next - 2))
            (number, isForeign, latest) = (next, false, snapshot)
            return snapshot
        } catch {
            CloneFolder.remove(place)
            throw error
        }
    }

    /// A clone with nothing in it yet.
    private func made(_ place: String) throws(CloneFailure) -> Repository {
        let made = try CloneFailure.reading { () throws(GitError) in
            try Repository(creating: place)
        }
        do throws(FileError) {
            try UserFile.write("\(place)/\(Self.markName)", mark)
        } catch {
            throw .failed(GitSourceError("\(error)", .storage, hint: error.hint))
        }
        return made
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
                // One in the making has nothing in force yet.
                guard let id = try revision(of: opened) else { return true }
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
            let error = GitSourceError.rewritten(from: before, to: commit, configuration)
            refused = (before, reference.id, error)
            throw .failed(error)
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
            return GitSnapshot(
                commit: commit,
                tree: SourceTree(files: files),
                remembrance: "\(origin)\(commit.id)\n"
            )
        }
    }

    // Says what a clone is of: another address or reference has another history.
    private static let markName = "fleetseal-source"
    private var mark: [UInt8] { Array(origin.utf8) }
    private var origin: String { "\(configuration.address)\n\(configuration.reference)\n" }

    /// The commit that was in force before there was a clone here, if that is known.
    private var remembered: ObjectID? {
        guard let text = configuration.remembered?.utf8, text.starts(with: origin.utf8) else {
            return nil
        }
        return ObjectID(digits: text.dropFirst(origin.utf8.count).prefix { $0 != 0x0a })
    }
}
