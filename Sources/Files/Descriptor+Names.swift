import CLinux

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Changes to the names in an open folder.
extension Descriptor {
    /// What stands under a name, itself rather than what it links to; nothing when it is free.
    borrowing func status(of name: String) throws(SystemError) -> FileStatus? {
        var status = stat()
        guard unsafe fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return nil }
            throw .last
        }
        return FileStatus(status)
    }

    borrowing func makeFolder(_ name: String) throws(SystemError) {
        guard unsafe mkdirat(number, name, 0o777) == 0 else { throw .last }
    }

    borrowing func removeFolder(_ name: String) throws(SystemError) {
        guard unsafe unlinkat(number, name, AT_REMOVEDIR) == 0 else { throw .last }
    }

    borrowing func remove(_ name: String) throws(SystemError) {
        guard unsafe unlinkat(number, name, 0) == 0 else { throw .last }
    }

    /// Gives a file another name, in place of what stood there.
    borrowing func rename(_ name: String, to other: String) throws(SystemError) {
        guard unsafe renameat(number, name, number, other) == 0 else { throw .last }
    }

    borrowing func removeIfThere(_ name: String) throws(SystemError) {
        do {
            try remove(name)
        } catch {
            guard error.code == ENOENT else { throw error }
        }
    }

    /// Moves a file to another open folder, in place of what stood there.
    borrowing func move(_ name: String, into other: borrowing Descriptor) throws(SystemError) {
        guard unsafe renameat(number, name, other.number, name) == 0 else { throw .last }
    }

    /// Gives a file another name that must be free.
    ///
    /// Where the system cannot promise that in one step, a look comes first.
    borrowing func rename(_ name: String, toFree other: String) throws(SystemError) {
        let flag = UInt32(linux_rename_noreplace)
        guard unsafe linux_renameat2(number, name, number, other, flag) != 0 else { return }
        guard Self.isUnsupported(errno) else { throw .last }
        guard try status(of: other) == nil else { throw SystemError(code: EEXIST) }
        try rename(name, to: other)
    }

    /// Exchanges two names in one step; false where the file system cannot.
    borrowing func exchange(_ name: String, _ other: String) throws(SystemError) -> Bool {
        let flag = UInt32(linux_rename_exchange)
        guard unsafe linux_renameat2(number, name, number, other, flag) != 0 else { return true }
        guard Self.isUnsupported(errno) else { throw .last }
        return false
    }

    private static func isUnsupported(_ code: Int32) -> Bool {
        code == EINVAL || code == ENOSYS || code == ENOTSUP
    }
}
