#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The right to change a repository's files: one run at a time holds it, until it is dropped.
///
/// The system releases it with the process, however that ends. Reading needs no lock.
package struct WriteLock: ~Copyable, Sendable {
    private let file: Descriptor

    /// Waits for the lock, at most for `patience`.
    ///
    /// `waiting` is called once, after a second, with the process id of the holder where it is
    /// known, so that a person at a terminal learns what is being waited for.
    package init(
        folder: Folder,
        state: String,
        patience: Duration = .seconds(10),
        waiting: (_ holder: Int32?) -> Void = { _ in }
    ) throws(FileError) {
        let place = StateFolder(folder: folder, path: state)
        let path = place.path(of: "lock")
        let state = try place.opened()
        let file = try FileError.naming("lock", path) { () throws(SystemError) in
            try state.open("lock", O_RDWR | O_CREAT, mode: 0o666)
        }
        try Self.wait(for: file, path, patience, waiting)
        // Who holds it is a courtesy to others: a full disk must not stand in the way here.
        _ = ftruncate(file.number, 0)
        try? file.write(Array("\(getpid())\n".utf8))
        self.file = file
    }

    /// Gives the right back; dropping the lock does the same.
    package consuming func release() {}

    deinit {
        // So that the next one's waiters are not told of a process long gone.
        _ = ftruncate(file.number, 0)
    }

    private static func wait(
        for file: borrowing Descriptor,
        _ path: String,
        _ patience: Duration,
        _ waiting: (_ holder: Int32?) -> Void
    ) throws(FileError) {
        let clock = ContinuousClock()
        let start = clock.now
        var told = false
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            let error = SystemError.last
            if error.code == EINTR { continue }
            guard error.code == EWOULDBLOCK else { throw FileError("lock", path, error) }
            let waited = start.duration(to: clock.now)
            guard waited < patience else {
                throw FileError(operation: "lock", path: path, reason: .locked(by: holder(file)))
            }
            if !told, waited >= .seconds(1) {
                told = true
                waiting(holder(file))
            }
            usleep(20_000)
        }
    }

    /// The process id that the holder wrote down.
    private static func holder(_ file: borrowing Descriptor) -> Int32? {
        let number = file.number
        return unsafe withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { buffer in
            let count = unsafe pread(number, buffer.baseAddress, buffer.count, 0)
            let digits = unsafe buffer.prefix(max(count, 0)).prefix { (0x30...0x39).contains($0) }
            return unsafe Int32(String(decoding: digits, as: UTF8.self))
        }
    }
}
