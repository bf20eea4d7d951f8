#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files that were replaced and wait to be deleted all at once, beside the journal.
///
/// For work that replaces thousands of files in several commits. ext4 does not give the number of a
/// file that was just deleted to a new one, and looks at each of them whenever it needs one: with
/// 10,000 files in twenty commits that was a quarter of all processor time. Nothing depends on what is
/// in here.
final class ReplacedFiles: Sendable {
    private static let name = "replaced"

    private let folder: Descriptor

    /// Makes the folder if it is missing.
    init(in state: StateFolder) throws(FileError) {
        let path = state.path(of: Self.name)
        let parent = try state.opened()
        do throws(SystemError) {
            do {
                try parent.makeFolder(Self.name)
            } catch  where error.code == EEXIST {
                // Left by a run that was stopped.
            }
            folder = try parent.open(Self.name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        } catch {
            throw FileError("make folder", path, error)
        }
    }

    /// Takes a file in; false where it cannot come here, such as from another file system.
    func take(_ name: String, from other: borrowing Descriptor) -> Bool {
        (try? other.move(name, into: folder)) != nil
    }

    /// Deletes what a run put there, with the folder; nothing if there is none.
    static func delete(in state: StateFolder) throws(FileError) {
        guard let parent = try state.existing() else { return }
        let path = state.path(of: name)
        let isThere = try FileError.naming("look at", path) { () throws(SystemError) in
            try parent.status(of: name) != nil
        }
        guard isThere else { return }
        let files = try Folder(path).entries("").map(\.name)
        try FileError.naming("remove folder", path) { () throws(SystemError) in
            let folder = try parent.open(name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
            for file in files { try folder.remove(file) }
            try parent.removeFolder(name)
        }
    }
}
