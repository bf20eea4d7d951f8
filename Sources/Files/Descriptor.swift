#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file or folder, closed when dropped.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    /// Takes over a descriptor that nobody else closes.
    init(owning number: Int32) {
        self.number = number
    }

    deinit {
        // What close() reports concerns data already written: those who care have synced before.
        _ = close(number)
    }

    /// Opens a name in a folder; without a folder, a path as the process sees it.
    ///
    /// Links are followed unless the flags say otherwise.
    static func open(
        _ name: String,
        in folder: Int32 = AT_FDCWD,
        _ flags: Int32,
        mode: mode_t = 0
    ) throws(SystemError) -> Descriptor {
        Descriptor(
            owning: try SystemError.check { unsafe openat(folder, name, flags | O_CLOEXEC, mode) }
        )
    }

    /// Opens a name in this folder.
    borrowing func open(
        _ name: String,
        _ flags: Int32,
        mode: mode_t = 0
    ) throws(SystemError) -> Descriptor {
        try Descriptor.open(name, in: number, flags, mode: mode)
    }

    /// Gives the descriptor up to somebody who closes it.
    consuming func released() -> Int32 {
        let number = number
        discard self
        return number
    }

    borrowing func status() throws(SystemError) -> FileStatus {
        var status = stat()
        guard unsafe fstat(number, &status) == 0 else { throw .last }
        return FileStatus(status)
    }
}
