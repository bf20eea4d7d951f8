#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Journal {
    /// Whether a run is in the middle of its changes, or was when it ended.
    ///
    /// Asked without the lock.
    package func isUnsettled() throws(FileError) -> Bool {
        guard
            let journal = try JournalFile(
                existingIn: state,
                files: WorkFolder(folder, exchangesNames: exchangesNames, onStep)
            )
        else {
            return false
        }
        return try journal.read() != nil
    }
}
