package import Files

/// What a run wrote to the files of a fleet, while it still holds the lock.
package struct WrittenChanges {
    package let changes: [Change]
    private let journal: Journal

    init(_ changes: [Change], journal: Journal) {
        self.changes = changes
        self.journal = journal
    }

    /// Puts every file back to what it was, all of them or none.
    ///
    /// Refused where one of them holds something else by now than what was written.
    package func takeBack() throws(FileError) {
        var back: [Change] = []
        for change in changes {
            let kind: Change.Kind = change.expected.map { .write($0) } ?? .remove
            switch change.kind {
            case .write(let bytes):
                back.append(Change(path: change.path, kind: kind, expected: bytes))
            case .remove:
                back.append(Change(path: change.path, kind: kind, expected: nil))
            }
        }
        try journal.commit(back)
    }
}
