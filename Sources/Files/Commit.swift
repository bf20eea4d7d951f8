/// One commit on its way: see `Journal` for the protocol.
struct Commit: ~Copyable {
    private let plan: CommitPlan
    private let files: WorkFolder
    private let journal: JournalFile

    /// Where replaced files go; nothing to delete them at once.
    private let replaced: ReplacedFiles?

    init(
        _ plan: CommitPlan,
        files: WorkFolder,
        journal: consuming JournalFile,
        replaced: ReplacedFiles? = nil
    ) {
        self.replaced = replaced
        self.plan = plan
        self.files = files
        self.journal = journal
    }

    /// Runs all steps, or leaves everything as it was and throws.
    borrowing func run() throws(FileError) {
        try journal.write(plan.record)
        let isOne = plan.record.entries.count == 1
        do {
            try files.makeFolders(plan.record.folders)
            try plan.writeTemporaries(in: files)
            try plan.checkUnchanged(in: files)
            if isOne { try plan.replaceOne(in: files) } else { try journal.markCommitted() }
        } catch {
            takeBack()
            throw error
        }
        if !isOne { try exchangeAll() }
        try files.syncFolders(of: plan.record)
        if let replaced, !isOne {
            try files.moveTemporaries(of: plan.record, to: replaced)
        } else if !isOne {
            try files.removeTemporaries(of: plan.record)
        }
        try journal.remove(plan.record)
    }

    /// Puts every change in place, or none and throws.
    private borrowing func exchangeAll() throws(FileError) {
        let entries = plan.record.entries
        var done = 0
        var canUndo = true
        do {
            try files.forEach(entries, "write file") { folder, index throws(SystemError) in
                files.step("replace")
                if try !files.putInPlace(entries[index], in: folder) { canUndo = false }
                done += 1
            }
            // The exchange brought out what really stood there at that moment.
            if canUndo { try plan.checkReplaced(in: files) }
        } catch {
            // Where the file system cannot exchange names, or a way back is barred, the next run
            // goes on from here.
            if canUndo && undo(Array(entries[..<done].reversed())) { takeBack() }
            throw error
        }
    }

    private borrowing func undo(_ entries: [JournalRecord.Entry]) -> Bool {
        do {
            try files.forEach(entries, "restore file") { folder, index throws(SystemError) in
                files.step("restore")
                try files.takeOut(entries[index], in: folder)
            }
            return true
        } catch {
            return false
        }
    }

    /// Removes every trace; what cannot be removed now, the next run finds in the journal.
    private borrowing func takeBack() {
        do {
            try journal.markPrepared()
            try files.takeBack(plan.record)
            try journal.remove(plan.record)
        } catch {
            // The failure to report is the one that led here.
        }
    }
}
