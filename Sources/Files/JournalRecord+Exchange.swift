#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension JournalRecord.Entry {
    /// Puts the change in place; the file that it replaces takes the temporary name.
    ///
    /// False when the file system cannot exchange names, so that the old file is gone.
    func putInPlace(in folder: borrowing Descriptor) throws(SystemError) -> Bool {
        if new == nil {
            try folder.rename(path.name, toFree: temporary)
        } else if old == nil {
            do {
                try folder.rename(temporary, toFree: path.name)
            } catch  where error.code == EEXIST {
                throw SystemError.changed
            }
        } else if try !folder.exchange(temporary, path.name) {
            try folder.rename(temporary, to: path.name)
            return false
        }
        return true
    }

    /// The opposite of `putInPlace`.
    func takeOut(in folder: borrowing Descriptor) throws(SystemError) {
        if new == nil {
            try folder.rename(temporary, toFree: path.name)
        } else if old == nil {
            try folder.rename(path.name, toFree: temporary)
        } else if try !folder.exchange(temporary, path.name) {
            throw SystemError(code: ENOTSUP)
        }
    }
}
