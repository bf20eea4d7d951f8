#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The work tree as a commit and its recovery see it: each step is announced before it is taken.
struct WorkFolder: Sendable {
    typealias Entry = JournalRecord.Entry

    private let folder: Folder
    /// Whether to exchange names where the file system can.
    let exchangesNames: Bool
    private let onStep: (@Sendable (String) -> Void)?

    init(_ folder: Folder, exchangesNames: Bool, _ onStep: (@Sendable (String) -> Void)?) {
        self.folder = folder
        self.exchangesNames = exchangesNames
        self.onStep = onStep
    }

    /// Announces a step.
    func step(_ name: String) {
        onStep?(name)
    }

    /// Calls `body` for every entry, by its index, with the open folder that its file is in.
    ///
    /// Sorted entries open each folder about once.
    func forEach(
        _ entries: [Entry],
        _ operation: String,
        _ body: (_ folder: borrowing Descriptor, _ index: Int) throws(SystemError) -> Void
    ) throws(FileError) {
        var next = 0
        while next < entries.count {
            let parent = entries[next].path.parent
            do throws(SystemError) {
                let folder = try folder.open(parent, O_RDONLY | O_DIRECTORY)
                repeat {
                    try body(folder, next)
                    next += 1
                } while next < entries.count
                    && entries[next].path.parent.utf8.elementsEqual(parent.utf8)
            } catch {
                throw FileError(operation, entries[next].path.text, error)
            }
        }
    }

    /// Makes the folders, outermost first.
    func makeFolders(_ paths: [RelativePath]) throws(FileError) {
        for path in paths {
            step("make folder")
            try FileError.naming("make folder", path.text) { () throws(SystemError) in
                try folder.open(path.parent, O_RDONLY | O_DIRECTORY).makeFolder(path.name)
            }
        }
    }

    /// Syncs the folders that the entries' files are in, and those above the ones that were made.
    func syncFolders(of record: JournalRecord) throws(FileError) {
        var last: String?
        for parent in (record.entries.map(\.path) + record.folders).map(\.parent) {
            if let last, last.utf8.elementsEqual(parent.utf8) { continue }
            last = parent
            step("sync folder")
            do throws(SystemError) {
                try folder.open(parent, O_RDONLY | O_DIRECTORY).sync()
            } catch {
                // Somebody removed it with all that was in it, which we do not write over.
                if error.code == ENOENT { continue }
                throw FileError("sync folder", parent, error)
            }
        }
    }

    /// Removes the temporary files; those that are gone, or never were, are no error.
    func removeTemporaries(of record: JournalRecord) throws(FileError) {
        for entry in record.entries {
            do {
                try forEach([entry], "remove temporary of") { folder, _ throws(SystemError) in
                    step("remove temporary")
                    try folder.remove(entry.temporary)
                }
            } catch  where error.reason == .notFound || error.reason == .notAFolder {
                continue
            }
        }
    }

    /// Moves the replaced files out of the way, to be deleted later.
    func moveTemporaries(
        of record: JournalRecord,
        to replaced: ReplacedFiles
    ) throws(FileError) {
        do {
            try forEach(record.entries, "remove temporary of") {
                folder,
                index throws(SystemError) in
                step("remove temporary")
                let name = record.entries[index].temporary
                if !replaced.take(name, from: folder) { try folder.removeIfThere(name) }
            }
        } catch  where error.reason == .notFound || error.reason == .notAFolder {
            // Somebody removed a folder: the files of the others are looked for one by one.
            try removeTemporaries(of: record)
        }
    }

    /// Removes what a change that did not come to its commit has made.
    ///
    /// A folder that somebody has put something into meanwhile stays.
    func takeBack(_ record: JournalRecord) throws(FileError) {
        try removeTemporaries(of: record)
        for path in record.folders.reversed() {
            step("remove folder")
            do throws(SystemError) {
                try folder.open(path.parent, O_RDONLY | O_DIRECTORY).removeFolder(path.name)
            } catch {
                if [ENOENT, ENOTEMPTY, EEXIST, ENOTDIR].contains(error.code) { continue }
                throw FileError("remove folder", path.text, error)
            }
        }
    }

    /// The length and hash of a file, or nothing when there is none.
    func mark(of path: RelativePath) throws(FileError) -> ContentMark? {
        do {
            return ContentMark(try folder.present(path, limit: .max).bytes)
        } catch  where error.reason == .notFound || error.reason == .notAFolder {
            return nil
        }
    }
}
