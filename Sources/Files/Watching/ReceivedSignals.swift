import CLinux

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Signals that are received through a descriptor, instead of at any point of the program.
package final class ReceivedSignals: Sendable {
    private let descriptor: Descriptor

    /// Holds these signals back from all threads that are started from now on; nothing where the
    /// system has no such thing, and the signals do what they usually do.
    package init?(_ signals: [Int32]) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        var bits: UInt64 = 0
        for signal in signals {
            unsafe sigaddset(&set, signal)
            bits |= 1 << UInt64(signal - 1)
        }
        let number = linux_signals_open(bits)
        guard number >= 0 else { return nil }
        unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        descriptor = Descriptor(owning: number)
    }

    /// What to wait for with `poll`.
    package var number: Int32 { descriptor.number }

    /// Whether one came that was not taken yet.
    package var isWaiting: Bool {
        var request = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, 0) > 0
    }

    /// The next signal that came.
    package func next() -> Int32? {
        let signal = linux_signals_next(descriptor.number)
        return signal == 0 ? nil : signal
    }
}
