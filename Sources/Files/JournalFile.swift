#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The record of a commit on the disk, whose name is its state.
struct JournalFile: ~Copyable {
    enum State: String {
        case prepared = "journal.prepared"
        case committed = "journal.committed"
    }

    /// Where the record grows before it counts; a crash leaves it there.
    private static let unfinished = "journal.tmp"

    private let place: StateFolder
    private let folder: Descriptor
    private let files: WorkFolder

    /// Nothing when the state folder is not there, and so no journal.
    init?(existingIn place: StateFolder, files: WorkFolder) throws(FileError) {
        guard let folder = try place.existing() else { return nil }
        self.place = place
        self.folder = folder
        self.files = files
    }

    /// Makes the state folder if it is missing.
    init(in place: StateFolder, files: WorkFolder) throws(FileError) {
        let folder = try place.opened()
        self.place = place
        self.folder = folder
        self.files = files
    }

    /// The path to show for a state's file.
    borrowing func path(_ state: State) -> String {
        place.path(of: state.rawValue)
    }

    /// The record that an interrupted run left.
    borrowing func read() throws(FileError) -> (record: JournalRecord, state: State)? {
        for state in [State.committed, .prepared] {
            let bytes: [UInt8]?
            do throws(SystemError) {
                let file = try folder.open(state.rawValue, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
                bytes = try file.contents(limit: 256 << 20, expected: file.status().stamp.size)
            } catch {
                if error.code == ENOENT { continue }
                throw FileError("read journal", path(state), error)
            }
            guard let record = bytes.flatMap({ JournalRecord(encoded: $0) }) else {
                // One that a power failure tore: nothing that it lists needs it to be whole again.
                if state == .prepared { return nil }
                throw FileError(
                    operation: "read journal",
                    path: path(state),
                    reason: .damagedJournal
                )
            }
            return (record, state)
        }
        return nil
    }

    /// Removes a record that never came to count.
    borrowing func removeUnfinished() throws(FileError) {
        for name in [Self.unfinished, State.prepared.rawValue] {
            try FileError.naming("remove journal", place.path(of: name)) {
                () throws(SystemError) in
                // Looked for first: where nothing is to be done, a read-only disk is no error.
                if try folder.status(of: name) != nil { try folder.remove(name) }
            }
        }
    }

    /// Writes the record of a commit that is being prepared.
    borrowing func write(_ record: JournalRecord) throws(FileError) {
        do throws(SystemError) {
            files.step("write journal")
            let file = try folder.open(
                Self.unfinished,
                O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
                mode: 0o666
            )
            try file.write(record.encoded)
            if record.needsSync {
                files.step("sync journal")
                try file.sync()
            }
            files.step("journal: prepared")
            try folder.rename(Self.unfinished, to: State.prepared.rawValue)
        } catch {
            // The first failure is the one to report; the next run removes what is left.
            try? folder.remove(Self.unfinished)
            throw FileError("write journal", path(.prepared), error)
        }
    }

    /// From here on the change happens, whatever ends the process.
    borrowing func markCommitted() throws(FileError) {
        try FileError.naming("write journal", path(.committed)) { () throws(SystemError) in
            files.step("journal: committed")
            try folder.rename(State.prepared.rawValue, to: State.committed.rawValue)
            files.step("sync journal folder")
            try folder.sync()
        }
    }

    /// Back from `markCommitted`; does nothing when it never happened.
    borrowing func markPrepared() throws(FileError) {
        do throws(SystemError) {
            files.step("journal: back to prepared")
            try folder.rename(State.committed.rawValue, to: State.prepared.rawValue)
            try folder.sync()
        } catch {
            if error.code == ENOENT { return }
            throw FileError("write journal", path(.prepared), error)
        }
    }

    /// Removes the record: everything that it says is done or undone.
    ///
    /// Synced, so that a record of several changes that came back with the power could not undo
    /// later edits.
    borrowing func remove(_ record: JournalRecord) throws(FileError) {
        for state in [State.committed, .prepared] {
            do throws(SystemError) {
                files.step("remove journal")
                try folder.remove(state.rawValue)
            } catch {
                if error.code == ENOENT { continue }
                throw FileError("remove journal", path(state), error)
            }
        }
        guard record.needsSync else { return }
        try FileError.naming("remove journal", path(.prepared)) { () throws(SystemError) in
            try folder.sync()
        }
    }
}
