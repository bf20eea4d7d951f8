#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The changes that are left to make, compared with what is on the disk.
struct CommitPlan: Sendable {
    /// One file's change and what stands there now.
    struct PlannedChange: Sendable {
        let entry: JournalRecord.Entry
        /// Nothing for a removal.
        let bytes: [UInt8]?
        /// Nothing where there is no file yet.
        let old: FileStatus?
    }

    /// In the order of the paths' bytes, which keeps a folder's files together.
    let changes: [PlannedChange]
    /// The same, for the journal.
    let record: JournalRecord

    init(_ changes: [Change], in folder: Folder) throws(FileError) {
        var planned: [PlannedChange] = []
        for change in changes {
            if let one = try Self.planned(change, in: folder) { planned.append(one) }
        }
        planned.sort { Folder.precedes($0.entry.path.text, $1.entry.path.text) }
        for (left, right) in zip(planned, planned.dropFirst()) {
            let isOrdered = Folder.precedes(left.entry.path.text, right.entry.path.text)
            precondition(isOrdered, "one file is changed twice in one commit")
        }
        self.changes = planned
        record = JournalRecord(
            folders: try Self.missingFolders(of: planned, in: folder),
            entries: planned.map(\.entry)
        )
    }

    private static func planned(
        _ change: Change,
        in folder: Folder
    ) throws(FileError) -> PlannedChange? {
        let path = try RelativePath(change.path, operation: change.kind.operation)
        guard !path.text.isEmpty else {
            throw FileError(operation: change.kind.operation, path: change.path, reason: .notAFile)
        }
        let new: [UInt8]?
        switch change.kind {
        case .write(let bytes): new = bytes
        case .remove: new = nil
        }
        let present = try present(path, new, change.expected, in: folder)
        if present == nil ? new == nil : present?.isNew == true { return nil }
        guard present == nil ? change.expected == nil : present?.isExpected == true else {
            throw FileError(
                operation: change.kind.operation,
                path: path.text,
                reason: .changedMeanwhile
            )
        }
        return PlannedChange(
            entry: JournalRecord.Entry(
                path: path,
                temporary: TemporaryName.make(),
                old: change.expected.map { ContentMark($0) },
                new: new.map { ContentMark($0) }
            ),
            bytes: new,
            old: present?.status
        )
    }

    /// What a file that is there holds.
    private struct Present {
        let isNew: Bool
        let isExpected: Bool
        let status: FileStatus
    }

    private static func present(
        _ path: RelativePath,
        _ new: [UInt8]?,
        _ expected: [UInt8]?,
        in folder: Folder
    ) throws(FileError) -> Present? {
        do {
            let (matches, status) = try folder.compare(path, with: [new, expected])
            return Present(isNew: matches[0], isExpected: matches[1], status: status)
        } catch  where error.reason == .notFound {
            return nil
        }
    }

    private static func missingFolders(
        of changes: [PlannedChange],
        in folder: Folder
    ) throws(FileError) -> [RelativePath] {
        var missing: [RelativePath] = []
        var known: Set<[UInt8]> = []
        for change in changes where change.old == nil {
            for ancestor in change.entry.path.ancestors {
                guard known.insert(Array(ancestor.utf8)).inserted else { continue }
                if try folder.exists(ancestor) { continue }
                missing.append(try RelativePath(ancestor, operation: "make folder"))
            }
        }
        return missing
    }
}

extension Change.Kind {
    /// The operation's name in an error.
    var operation: String {
        switch self {
        case .write: "write file"
        case .remove: "remove file"
        }
    }
}
