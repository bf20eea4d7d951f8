import CLinux

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Descriptor {
    /// Reads what comes next, at most as much as the buffer holds; 0 at the end.
    borrowing func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        let number = number
        while true {
            #if canImport(Glibc)
                let count = unsafe Glibc.read(number, buffer.baseAddress, buffer.count)
            #else
                let count = unsafe Darwin.read(number, buffer.baseAddress, buffer.count)
            #endif
            if count >= 0 { return count }
            if errno != EINTR { throw .last }
        }
    }

    /// Everything up to the end, or nothing when that is more than `limit` bytes.
    ///
    /// `expected` is the size to make room for at once: that of the file, where there is one.
    borrowing func contents(limit: Int, expected: Int) throws(SystemError) -> [UInt8]? {
        guard expected <= limit else { return nil }
        var bytes: [UInt8] = []
        // One byte more than expected, so that the end shows without a second buffer.
        var room = max(expected, 0) + 1
        while true {
            var failure: SystemError?
            var count = 0
            let part = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
                let target = UnsafeMutableRawBufferPointer(buffer)
                do throws(SystemError) {
                    while filled < room {
                        count = try unsafe read(
                            into: UnsafeMutableRawBufferPointer(rebasing: target[filled...])
                        )
                        if count == 0 { break }
                        filled += count
                    }
                } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            if bytes.isEmpty { bytes = part } else { bytes += part }
            if bytes.count > limit { return nil }
            if count == 0 { return bytes }
            room = 64 << 10
        }
    }

    /// Which of `contents` is everything up to the end.
    ///
    /// Piece by piece: to hold all of a large file only to compare it costs more than comparing.
    borrowing func matches(_ contents: [[UInt8]?]) throws(SystemError) -> [Bool] {
        var matches = contents.map { $0 != nil }
        var read = 0
        let room = 64 << 10
        try unsafe withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) {
            (buffer) throws(SystemError) in
            while true {
                let count = try unsafe self.read(into: buffer)
                if count == 0 { return }
                for (index, content) in contents.enumerated() where matches[index] {
                    let piece = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<count])
                    matches[index] = unsafe content?.holds(piece, at: read) ?? false
                }
                read += count
            }
        }
        return zip(matches, contents).map { $0 && $1?.count == read }
    }

    borrowing func write(_ bytes: [UInt8]) throws(SystemError) {
        try unsafe write(bytes.span.bytes)
    }

    /// Writes every byte.
    borrowing func write(_ bytes: RawSpan) throws(SystemError) {
        let number = number
        try unsafe bytes.withUnsafeBytes { (buffer) throws(SystemError) in
            var rest = unsafe buffer[...]
            while unsafe !rest.isEmpty {
                let part = unsafe UnsafeRawBufferPointer(rebasing: rest)
                #if canImport(Glibc)
                    let count = unsafe Glibc.write(number, part.baseAddress, part.count)
                #else
                    let count = unsafe Darwin.write(number, part.baseAddress, part.count)
                #endif
                if count < 0 {
                    if errno == EINTR { continue }
                    throw .last
                }
                unsafe rest = rest.dropFirst(count)
            }
        }
    }

    /// Waits until the content, or a folder's list of names, is on the disk.
    borrowing func sync() throws(SystemError) {
        let number = number
        do {
            _ = try SystemError.check { fsync(number) }
        } catch  where error.code == EINVAL || error.code == ENOTSUP {
            // Some network file systems do not sync folders: there is nothing to wait for.
        }
    }

    /// Sets permission bits, as they are given: the process's mask plays no part.
    borrowing func setMode(_ mode: mode_t) throws(SystemError) {
        let number = number
        _ = try SystemError.check { fchmod(number, mode) }
    }

    /// Hands the file to an owner and a group, where this user may.
    borrowing func setOwner(_ user: uid_t, _ group: gid_t) {
        _ = fchown(number, user, group)
    }

    /// Whether `syncFileSystem` exists here.
    static var canSyncFileSystem: Bool {
        #if os(Linux)
            true
        #else
            false
        #endif
    }

    /// Waits until all that was written to this file's file system is on the disk.
    borrowing func syncFileSystem() throws(SystemError) {
        let number = number
        _ = try SystemError.check { linux_syncfs(number) }
    }
}

extension [UInt8] {
    /// Whether the bytes from `offset` on start with `piece`.
    fileprivate func holds(_ piece: UnsafeRawBufferPointer, at offset: Int) -> Bool {
        unsafe withUnsafeBytes { bytes in
            guard let own = bytes.baseAddress, let other = piece.baseAddress,
                offset + piece.count <= bytes.count
            else { return false }
            return unsafe memcmp(own + offset, other, piece.count) == 0
        }
    }
}
