import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The writing end for the handler, which can reach nothing but globals.
private let writingEnd = Atomic<Int32>(-1)

/// Signals held back while the terminal is in another mode: each becomes a byte of a pipe.
///
/// Whoever waits polls the pipe beside the terminal, so that no signal slips in between a check and
/// a blocking read, and none is lost to another thread. One at a time.
struct SignalPipe {
    private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
    private let ends: (reading: Int32, writing: Int32)
    private let previous: [sigaction]

    init() throws(Failure) {
        ends = try Descriptor.pipe()
        writingEnd.store(ends.writing, ordering: .sequentiallyConsistent)
        var action = sigaction()
        let handler: @convention(c) (Int32) -> Void = { number in
            let error = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = unsafe write(writingEnd.load(ordering: .relaxed), &byte, 1)
            errno = error
        }
        #if canImport(Glibc)
            unsafe action.__sigaction_handler.sa_handler = handler
        #else
            unsafe action.__sigaction_u.__sa_handler = handler
        #endif
        previous = Self.numbers.map { number in
            var old = sigaction()
            _ = unsafe sigaction(number, &action, &old)
            return old
        }
    }

    /// Puts the handlers back; to be called once, after the terminal is as it was.
    ///
    /// No `deinit` does it, because the order of the two matters.
    func end() {
        for (number, old) in zip(Self.numbers, previous) {
            var old = old
            _ = unsafe sigaction(number, &old, nil)
        }
        writingEnd.store(-1, ordering: .sequentiallyConsistent)
        _ = close(ends.reading)
        _ = close(ends.writing)
    }

    /// Sends this thread a signal and returns when it has taken effect.
    ///
    /// Threads of a pool block signals; one that only stayed pending would be asked about again.
    static func deliver(_ number: Int32) {
        var (wanted, before) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&wanted)
        unsafe sigaddset(&wanted, number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &wanted, &before)
        raise(number)
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }

    /// Waits until `descriptor` has input, or gives the signal that came first.
    func wait(for descriptor: Descriptor) -> Int32? {
        var requests = [
            pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0),
            pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            _ = unsafe poll(&requests, nfds_t(requests.count), -1)
            if requests[0].revents != 0 {
                var byte: UInt8 = 0
                guard unsafe read(ends.reading, &byte, 1) == 1 else { continue }
                return Int32(byte)
            }
            if requests[1].revents != 0 { return nil }
        }
    }
}
