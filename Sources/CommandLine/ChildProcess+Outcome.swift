#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension ChildProcess {
    /// How a program ended and what it printed.
    package struct Outcome: Sendable {
        /// Its exit status; 128 and the number for a signal.
        package let status: Int32
        /// What it wrote to standard output, as it is.
        package let output: [UInt8]

        /// The output as text, without the line end after it.
        package var text: String {
            let text = String(decoding: output, as: UTF8.self)
            return text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
    }

    /// Runs a program of the `PATH` with exactly these words; no shell reads them.
    ///
    /// For what holds no secret: the output is collected in ordinary memory, at most `limit` bytes.
    /// `input` becomes its standard input. After the time `within` it is killed, and so its status is that
    /// of the signal. `purpose` begins the message if it cannot be run; how it
    /// ends is for the caller to judge.
    package static func outcome(
        of words: [String],
        for purpose: String,
        input: [UInt8] = [],
        isQuiet: Bool = false,
        limit: Int = 256 << 20,
        within: Duration? = nil
    ) throws(Failure) -> Outcome {
        let output = try Descriptor.pipe()
        defer { _ = close(output.reading) }
        let source: (reading: Int32, writing: Int32)
        do {
            source = try Descriptor.pipe()
        } catch {
            _ = close(output.writing)
            throw error
        }
        let child: ChildProcess
        do {
            defer { for end in [source.reading, output.writing] { _ = close(end) } }
            var streams = Streams(output: output.writing, isQuiet: isQuiet)
            streams.inputDescriptor = source.reading
            child = try ChildProcess(
                Call(program: words[0], words: words),
                for: purpose,
                streams
            )
        } catch {
            _ = close(source.writing)
            throw error
        }
        var exchange = Exchange(input: input, writing: source.writing, reading: output.reading)
        switch exchange.run(limit: limit, until: within.map { .now + $0 }) {
        case .isOver: break
        case .isTooLong:
            child.kill()
            throw Failure("\(purpose): its output: more than \(limit) bytes")
        case .isLate:
            child.kill()
            return Outcome(status: exitStatus(SIGKILL), output: exchange.output)
        }
        return Outcome(status: exitStatus(child.wait()), output: exchange.output)
    }
}

/// Writing to a child and reading from it at once: either pipe alone would fill and stop both.
private struct Exchange {
    enum End {
        case isOver, isTooLong, isLate
    }

    private let input: [UInt8]
    private var sent = 0
    /// Closed and negative once all is sent or nobody reads it.
    private var writing: Int32
    private let reading: Int32
    private(set) var output: [UInt8] = []

    init(input: [UInt8], writing: Int32, reading: Int32) {
        self.input = input
        self.writing = writing
        self.reading = reading
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
    }

    /// Goes on until the child closes its output, or that is too long or takes too long.
    mutating func run(limit: Int, until end: ContinuousClock.Instant?) -> End {
        defer { endInput() }
        while output.count <= limit {
            if sent == input.count { endInput() }
            var requests = [
                pollfd(fd: reading, events: Int16(POLLIN), revents: 0),
                // A negative one is skipped.
                pollfd(fd: writing, events: Int16(POLLOUT), revents: 0),
            ]
            var patience: Int32 = -1
            if let end {
                let rest = end - .now
                guard rest > .zero else { return .isLate }
                patience = Int32(min(rest / .milliseconds(1), 1e9).rounded(.up))
            }
            let ready = unsafe poll(&requests, nfds_t(requests.count), patience)
            // What is not filled in tells nothing.
            guard ready > 0 else { continue }
            if requests[1].revents != 0 { send() }
            if requests[0].revents != 0, !receive() { return .isOver }
        }
        return .isTooLong
    }

    private mutating func endInput() {
        guard writing >= 0 else { return }
        _ = close(writing)
        writing = -1
    }

    private mutating func send() {
        let count = unsafe input.withUnsafeBytes { bytes in
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[sent...])
            return unsafe write(writing, rest.baseAddress, rest.count)
        }
        if count >= 0 {
            sent += count
        } else if errno != EINTR, errno != EAGAIN {
            // Whoever does not read it to its end may still do what it should.
            endInput()
        }
    }

    private mutating func receive() -> Bool {
        let size = 1 << 16
        let before = output.count
        output.append(contentsOf: repeatElement(0, count: size))
        let count = unsafe output.withUnsafeMutableBytes { bytes in
            unsafe read(reading, bytes.baseAddress.map { unsafe $0 + before }, size)
        }
        let error = errno
        output.removeLast(size - max(0, count))
        return count > 0 || (count < 0 && (error == EINTR || error == EAGAIN))
    }
}
