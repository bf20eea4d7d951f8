/// Finishing, or taking back, what an interrupted run recorded.
struct Settlement: Sendable {
    private typealias Entry = JournalRecord.Entry

    let record: JournalRecord
    let isCommitted: Bool
    let files: WorkFolder
    /// The record's file, to be named in an error.
    let journalPath: String

    /// Brings all files to one state; running it again, or a second one after another crash, comes
    /// to the same.
    ///
    /// Everything is looked at before anything is touched, so that an error changes nothing.
    func run() throws(FileError) -> Recovery {
        guard isCommitted else {
            let isDone = try isSingleChangeDone()
            try files.takeBack(record)
            return Recovery(outcome: isDone ? .finished : .takenBack, paths: paths)
        }
        var rest: [Entry] = []
        for entry in record.entries where try isPending(entry) { rest.append(entry) }
        try files.forEach(rest, "write file") { folder, index throws(SystemError) in
            files.step("replace")
            if rest[index].new == nil {
                try folder.remove(rest[index].path.name)
            } else {
                try folder.rename(rest[index].temporary, to: rest[index].path.name)
            }
        }
        try files.syncFolders(of: record)
        try files.removeTemporaries(of: record)
        return Recovery(outcome: .finished, paths: paths)
    }

    private var paths: [String] { record.entries.map(\.path.text) }

    /// A single change is committed by its own rename, before which its temporary file exists.
    private func isSingleChangeDone() throws(FileError) -> Bool {
        guard record.entries.count == 1, let entry = record.entries.first else { return false }
        return try files.mark(of: entry.path) == entry.new
    }

    /// Whether a change of a committed record still has to be made.
    ///
    /// An edit made since the interruption is never written over: where the file is neither what
    /// it was nor what it was to be, the record waits for a person.
    private func isPending(_ entry: Entry) throws(FileError) -> Bool {
        let present = try files.mark(of: entry.path)
        let waiting = try files.mark(of: entry.temporaryPath)
        // Under the temporary name is the old file: the exchange was made.
        if waiting != nil && waiting == entry.old { return false }
        guard let new = entry.new else {
            if present == nil { return false }
            guard present == entry.old else { throw conflict(entry, .changedMeanwhile) }
            return true
        }
        if waiting == new {
            guard present == entry.old else { throw conflict(entry, .changedMeanwhile) }
            return true
        }
        // Made, and its old file removed; whatever stands there now is later than that.
        guard present == entry.old else { return false }
        throw conflict(entry, .damaged("its new content is gone, see \(journalPath)"))
    }

    private func conflict(_ entry: Entry, _ reason: FileError.Reason) -> FileError {
        FileError(
            operation: "finish the interrupted change of",
            path: entry.path.text,
            reason: reason
        )
    }
}
