#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What wakes a thread that waits, from any other thread.
package final class Waker: Sendable {
    private let reading: Descriptor
    private let writing: Descriptor

    package init() throws(FileError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw FileError("make a pipe", "", .last) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        reading = Descriptor(owning: ends[0])
        writing = Descriptor(owning: ends[1])
    }

    /// What to wait for with `poll`.
    package var number: Int32 { reading.number }

    /// Wakes the thread that waits, now or as soon as it waits again.
    package func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes as well.
        _ = unsafe write(writing.number, &byte, 1)
    }

    /// Forgets that it was woken.
    package func clear() {
        let number = reading.number
        unsafe withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            while unsafe read(number, buffer.baseAddress, buffer.count) > 0 {}
        }
    }

    /// Waits until one of the descriptors has something to read, at most so long.
    package static func wait(for numbers: [Int32], atMost limit: Duration?) {
        var requests = numbers.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var milliseconds: Int32 = -1
        if let limit {
            let (seconds, attoseconds) = limit.components
            let total =
                seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
            milliseconds = Int32(clamping: max(0, total))
        }
        _ = unsafe poll(&requests, nfds_t(requests.count), milliseconds)
    }
}
