internal import Files
internal import Fleet

/// Where the record of a commit is while it is on its way: beside the lock, in Git's own folder.
///
/// Whoever uses it holds the lock.
struct CommitRecordFile {
    private let path: String

    init(in folder: FleetFolder) {
        path = folder.state + "/commit"
    }

    /// What a run that was killed has left; nothing if there is none, or none that is whole.
    func read() throws(FileError) -> CommitRecord? {
        do {
            return CommitRecord(encoded: try UserFile.read(path, limit: 256 << 20))
        } catch {
            guard error.reason == .notFound else { throw error }
            return nil
        }
    }

    /// Writes the record; it is on the disk after that.
    func write(_ record: CommitRecord) throws(FileError) {
        try UserFile.write(path, record.encoded, mustNotExist: false)
    }

    /// Forgets what was recorded.
    ///
    /// One that cannot be removed, or that comes back with the power, does no harm: the next run sees
    /// that nothing of it is left to do.
    func remove() {
        try? UserFile.remove(path)
    }
}
