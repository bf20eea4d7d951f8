#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file descriptor that the process was started with, and the platform's calls on it.
struct Descriptor: Hashable, Sendable {
    let number: Int32

    static let input = Descriptor(number: 0)
    static let output = Descriptor(number: 1)
    static let error = Descriptor(number: 2)

    /// Why a write did not happen.
    enum WriteError: Error, Hashable {
        /// Nobody reads any more: `| head`.
        case closed
        case other(errno: Int32)
    }

    var isTerminal: Bool { isatty(number) == 1 }

    var isFile: Bool {
        var status = stat()
        return unsafe fstat(number, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The width of the terminal in columns, nil if there is none or it does not say.
    var width: Int? {
        var size = winsize()
        guard unsafe ioctl(number, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }

    /// Writes the text's UTF-8.
    func write(_ text: String) throws(WriteError) {
        try unsafe write(text.utf8Span.span.bytes)
    }

    /// Writes every byte, however many calls it takes.
    func write(_ bytes: RawSpan) throws(WriteError) {
        var written = 0
        while written < bytes.byteCount {
            let rest = bytes.extracting(written..<bytes.byteCount)
            let count = unsafe rest.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                    unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
                #else
                    unsafe Darwin.write(number, buffer.baseAddress, buffer.count)
                #endif
            }
            if count >= 0 {
                written += count
            } else {
                try recover(from: errno)
            }
        }
    }

    /// Returns if the write can be tried again.
    private func recover(from error: Int32) throws(WriteError) {
        switch error {
        case EINTR: return
        case EAGAIN: wait(for: POLLOUT)
        case EPIPE: throw .closed
        default: throw .other(errno: error)
        }
    }

    /// A terminal or pipe that another process made non-blocking is served at its own pace.
    private func wait(for event: Int32) {
        var request = pollfd(fd: number, events: Int16(event), revents: 0)
        _ = unsafe poll(&request, 1, -1)
    }

    /// Reads once into the free room of `output`; 0 is the end.
    ///
    /// A signal interrupts it only if its handler asks for that.
    func read(into output: inout OutputRawSpan) throws(Failure) -> Int {
        let (count, error) = unsafe output.withUnsafeMutableBytes { buffer, filled in
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            #if canImport(Glibc)
                let count = unsafe Glibc.read(number, rest.baseAddress, rest.count)
            #else
                let count = unsafe Darwin.read(number, rest.baseAddress, rest.count)
            #endif
            filled += max(0, count)
            return (count, errno)
        }
        guard count < 0 else { return count }
        guard error == EINTR || error == EAGAIN else {
            throw Failure(Self.text(of: error))
        }
        if error == EAGAIN { wait(for: POLLIN) }
        return try read(into: &output)
    }

    /// A pipe that child processes do not inherit.
    static func pipe() throws(Failure) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        #if canImport(Glibc)
            let result = unsafe Glibc.pipe(&ends)
        #else
            let result = unsafe Darwin.pipe(&ends)
        #endif
        guard result == 0 else { throw Failure("make a pipe: \(text(of: errno))") }
        // Swift sees no pipe2. The programs here start children from one thread alone.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Makes sure that 0, 1 and 2 are taken.
    ///
    /// Else a file opened later could become one of them and receive what is printed. What takes
    /// their place cannot be written (or read), so that printing to it fails as it should.
    static func reserveStandard() {
        for number in Int32(0)...2 where fcntl(number, F_GETFD) == -1 {
            _ = unsafe open("/dev/null", number == 0 ? O_WRONLY : O_RDONLY)
        }
    }

    /// Makes a closed pipe an error of the write instead of the end of the process.
    ///
    /// The process may be in the middle of changing files. And whoever started it may have had us
    /// ignore the end of children, which would hide how they ended.
    static func prepareSignals() {
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGCHLD, SIG_DFL)
    }

    /// The system's words for an error number.
    static func text(of error: Int32) -> String {
        guard let words = unsafe strerror(error) else { return "error \(error)" }
        return unsafe String(cString: words).lowercased()
    }
}
