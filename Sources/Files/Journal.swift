/// Changes several files of a repository, all of them or none.
///
/// The protocol, for two changes and more:
///
/// 1. `journal.prepared` is written to the state folder: it lists every file, a temporary name in
///    the file's folder, and marks of the old and of the new content.
/// 2. The new bytes go to the temporary names and are synced.
/// 3. `journal.prepared` becomes `journal.committed`, and the state folder is synced. From here on
///    the change happens, whatever ends the process. The name is the state because a rename is
///    atomic and needs no room on a full disk.
/// 4. Every temporary file changes names with its target. The old files wait under the temporary
///    names, so that all can still be taken back when one of them is refused.
/// 5. The folders are synced, the old files and the record removed.
///
/// A single change skips steps 3 and 4: one rename commits it, so after a power failure the file is
/// the old or the new one whatever became of the record. That is why its record is not synced: only
/// a process that was killed leaves one that counts. Files that are to stay as they are
/// are not touched. Replaced files keep their mode and, where that is allowed, their owner; hard
/// links to them keep the old bytes. Emptied folders stay.
///
/// The caller holds a `WriteLock` of the same state folder from before it settles and reads the
/// files that it is going to change. Readers take no lock and may see some files changed and
/// others not yet.
package struct Journal: Sendable {
    let folder: Folder
    let state: StateFolder
    /// Called with its name before every step that changes something on the disk.
    ///
    /// For tests, which end the process there.
    package var onStep: (@Sendable (String) -> Void)?
    /// Whether to exchange names at all; off, a test runs as on a file system that cannot.
    var exchangesNames = true

    /// `state` is a path such as `.git/fleetseal`, absolute or relative to `folder`; it is created
    /// when it is needed.
    package init(folder: Folder, state: String) {
        self.folder = folder
        self.state = StateFolder(folder: folder, path: state)
    }

    /// Makes all the changes, or none and throws.
    ///
    /// What an interrupted run left is settled first. No file may occur twice. `keepsReplaced` is for
    /// the many commits of one run, which ends with `deleteReplaced`.
    package func commit(_ changes: [Change], keepsReplaced: Bool = false) throws(FileError) {
        _ = try recover()
        let plan = try CommitPlan(changes, in: folder)
        guard !plan.changes.isEmpty else { return }
        let files = WorkFolder(folder, exchangesNames: exchangesNames, onStep)
        try Commit(
            plan,
            files: files,
            journal: JournalFile(in: state, files: files),
            replaced: keepsReplaced ? ReplacedFiles(in: state) : nil
        ).run()
    }

    /// Deletes the files that commits replaced and kept, also those of a run that was interrupted.
    package func deleteReplaced() throws(FileError) {
        try ReplacedFiles.delete(in: state)
    }

    /// Settles what an interrupted run left: finishes it or takes it back.
    ///
    /// Nothing when there was nothing to settle.
    package func recover() throws(FileError) -> Recovery? {
        let files = WorkFolder(folder, exchangesNames: exchangesNames, onStep)
        guard let journal = try JournalFile(existingIn: state, files: files) else { return nil }
        guard let (record, state) = try journal.read() else {
            try journal.removeUnfinished()
            return nil
        }
        let recovery = try Settlement(
            record: record,
            isCommitted: state == .committed,
            files: files,
            journalPath: journal.path(state)
        ).run()
        try journal.remove(record)
        return recovery
    }
}
