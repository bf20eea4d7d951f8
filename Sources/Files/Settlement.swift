/// Finishing, or taking back, what an interrupted run recorded.
///
/// Everything is looked at before anything is touched, and an edit that somebody made since the
/// interruption is never written over. Each step may itself be interrupted: the next run looks
/// again and goes on.
struct Settlement: Sendable {
    typealias Entry = JournalRecord.Entry

    /// How far the change of one file has come.
    private enum Progress {
        /// The old file is in place, the new one waits.
        case pending
        /// The new file is in place, the old one may wait.
        case made
        /// As `made`, and edited since.
        case madeAndEdited
        /// As `made`, but what it replaced was an edit that came between the last look and the
        /// exchange: it waits to be put back.
        case displacing
        /// Not made, and no longer possible: the file was edited since, or what waited is gone.
        case barred
    }

    let record: JournalRecord
    let isCommitted: Bool
    let files: WorkFolder
    /// The record's file, to be named in an error.
    let journalPath: String

    /// Brings all files to one state.
    func run() throws(FileError) -> Recovery {
        guard isCommitted else {
            let isDone = try isSingleChangeDone()
            try files.takeBack(record)
            return Recovery(outcome: isDone ? .finished : .takenBack, paths: paths)
        }
        var all: [(entry: Entry, progress: Progress)] = []
        for entry in record.entries { all.append((entry, try progress(of: entry))) }
        let obstacle = all.first { $0.progress == .barred || $0.progress == .displacing }
        guard let obstacle else {
            try finish(all.filter { $0.progress == .pending }.map(\.entry))
            return Recovery(outcome: .finished, paths: paths)
        }
        // Forwards is barred, but what was replaced still waits: backwards loses nothing either,
        // unless one of the new files was edited.
        let made = all.filter { $0.progress != .pending && $0.progress != .barred }
        for (entry, progress) in made {
            guard progress != .madeAndEdited, try isReversible(entry) else {
                throw FileError(
                    operation: "finish interrupted change of",
                    path: obstacle.entry.path.text,
                    reason: .unfinishable(journal: journalPath)
                )
            }
        }
        try takeBack(made.map(\.entry))
        return Recovery(outcome: .takenBack, paths: paths)
    }

    private var paths: [String] { record.entries.map(\.path.text) }

    /// A single change is committed by its own rename, before which its temporary file exists.
    private func isSingleChangeDone() throws(FileError) -> Bool {
        guard record.entries.count == 1, let entry = record.entries.first else { return false }
        return try files.mark(of: entry.path) == entry.new
    }

    private func progress(of entry: Entry) throws(FileError) -> Progress {
        let present = try files.mark(of: entry.path)
        let waiting = try files.mark(of: entry.temporaryPath)
        let isDisplacing = waiting != nil && waiting != entry.old && waiting != entry.new
        if entry.new == nil {
            // What was removed waits under the other name until it is gone for good.
            if waiting == nil && present == entry.old { return .pending }
            guard present == nil else { return .madeAndEdited }
            return isDisplacing ? .displacing : .made
        }
        if present == entry.new { return isDisplacing ? .displacing : .made }
        if waiting == entry.new { return present == entry.old ? .pending : .barred }
        // Swept away, or torn by a power failure, before it was put in place.
        if present == entry.old && (waiting == nil || waiting != entry.old) { return .barred }
        return .madeAndEdited
    }

    private func finish(_ pending: [Entry]) throws(FileError) {
        try files.forEach(pending, "write file") { folder, index throws(SystemError) in
            files.step("replace")
            _ = try files.putInPlace(pending[index], in: folder)
        }
        try files.syncFolders(of: record)
        try files.removeTemporaries(of: record)
    }

    /// Whether what was replaced is still there to be put back, or there was nothing.
    private func isReversible(_ entry: Entry) throws(FileError) -> Bool {
        guard entry.old != nil else { return true }
        let waiting = try files.mark(of: entry.temporaryPath)
        return waiting != nil && waiting != entry.new
    }

    private func takeBack(_ made: [Entry]) throws(FileError) {
        try files.forEach(made, "restore file") { folder, index throws(SystemError) in
            files.step("restore")
            try files.takeOut(made[index], in: folder)
        }
        try files.takeBack(record)
    }
}
