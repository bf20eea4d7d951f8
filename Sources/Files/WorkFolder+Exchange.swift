#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension WorkFolder {
    /// Puts the change in place; the file that it replaces takes the temporary name.
    ///
    /// False when the file system cannot exchange names, so that the old file is gone.
    func putInPlace(_ entry: Entry, in folder: borrowing Descriptor) throws(SystemError) -> Bool {
        if entry.new == nil {
            try folder.rename(entry.path.name, toFree: entry.temporary)
        } else if entry.old == nil {
            do {
                try folder.rename(entry.temporary, toFree: entry.path.name)
            } catch  where error.code == EEXIST {
                throw SystemError.changed
            }
        } else if try !exchange(entry, in: folder) {
            try folder.rename(entry.temporary, to: entry.path.name)
            return false
        }
        return true
    }

    /// The opposite of `putInPlace`.
    func takeOut(_ entry: Entry, in folder: borrowing Descriptor) throws(SystemError) {
        if entry.new == nil {
            try folder.rename(entry.temporary, toFree: entry.path.name)
        } else if entry.old == nil {
            try folder.rename(entry.path.name, toFree: entry.temporary)
        } else if try !exchange(entry, in: folder) {
            throw SystemError(code: ENOTSUP)
        }
    }

    private func exchange(
        _ entry: Entry,
        in folder: borrowing Descriptor
    ) throws(SystemError) -> Bool {
        guard exchangesNames else { return false }
        return try folder.exchange(entry.temporary, entry.path.name)
    }
}
