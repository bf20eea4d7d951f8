/// A file operation that failed: what was being done, to which file, and why.
package struct FileError: Error, Sendable, Equatable {
    /// Why an operation failed, as far as a caller may want to tell the cases apart.
    package enum Reason: Sendable, Equatable {
        case notFound
        case permissionDenied
        /// The file system is mounted read-only.
        case readOnly
        /// No space or no quota left.
        case diskFull
        /// Longer than this many bytes.
        case tooLarge(limit: Int)
        /// The path is, or passes through, a symbolic link.
        case symbolicLink
        /// The path leaves the folder: absolute or with `..`.
        case outside
        /// A folder, FIFO, socket or device stands where a regular file belongs.
        case notAFile
        /// A file stands where a folder belongs.
        case notAFolder
        /// Something of that name is there already.
        case alreadyExists
        /// Another program edited the file between our reading and our writing.
        case changedMeanwhile
        /// Another run holds the write lock; its process id where it is known.
        case locked(by: Int32?)
        /// The content is not what belongs there; what is wrong, in a few words.
        case damaged(String)
        /// The journal of an interrupted run is not one.
        case damagedJournal
        /// An interrupted run cannot be finished nor taken back without losing somebody's edit.
        case unfinishable(journal: String)
        /// The name is not UTF-8 or holds a NUL byte.
        case unsuitableName
        case other(errno: Int32)
    }

    /// What was being done, as the reader of a message would put it: `read file`.
    package let operation: String
    /// The file, as the caller named it.
    package let path: String
    package let reason: Reason

    package init(operation: String, path: String, reason: Reason) {
        self.operation = operation
        self.path = path
        self.reason = reason
    }
}

extension FileError: CustomStringConvertible {
    /// One line without control characters, whatever the path holds.
    package var description: String {
        "\(operation) \(PathText.escaped(path)): \(reason.text)"
    }

    /// What to do about it, where there is something to do.
    package var hint: String? {
        switch reason {
        case .symbolicLink:
            "symbolic links inside a repository are not followed: name the file itself"
        case .outside:
            "the path must stay inside the repository"
        case .permissionDenied:
            "check the owner and the mode of the file and of its folder"
        case .readOnly:
            "the file system is mounted read-only"
        case .diskFull:
            "free some space and run the command again"
        case .changedMeanwhile:
            "another program changed it in between: run the command again"
        case .locked:
            "wait for the other run to end, then run the command again"
        case .damagedJournal:
            "an interrupted run left it: see `git status` for half made changes and "
                + ".fleetseal-*.tmp files, restore what you want to keep, then remove the journal"
        case .unsuitableName:
            "rename it; git status shows the bytes that are no text as \\NNN, too"
        case .unfinishable(let journal):
            "it was edited after a run was interrupted: put it back as it was, or restore all files "
                + "in question with git and remove \(PathText.escaped(journal))"
        default:
            nil
        }
    }
}

extension FileError.Reason {
    /// The reason in words.
    fileprivate var text: String {
        switch self {
        case .notFound: "not found"
        case .permissionDenied: "permission denied"
        case .readOnly: "read-only file system"
        case .diskFull: "no space left"
        case .tooLarge(let limit): "longer than \(limit) bytes"
        case .symbolicLink: "a symbolic link"
        case .outside: "outside the repository"
        case .notAFile: "not a regular file"
        case .notAFolder: "not a folder"
        case .alreadyExists: "already exists"
        case .changedMeanwhile: "changed meanwhile"
        case .locked(by: .some(let process)): "locked by process \(process)"
        case .locked(by: .none): "locked by another process"
        case .damaged(let detail): "damaged: \(detail)"
        case .damagedJournal: "damaged"
        case .unfinishable: "edited since, or its new content is gone"
        case .unsuitableName: "the name is not UTF-8 text"
        case .other(let code): SystemError(code: code).text
        }
    }
}
