import Sealing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The terminal of the session, opened by itself so that redirected streams do not matter.
struct TerminalDevice: ~Copyable {
    /// What the kernel keeps of a line at most; it drops the rest without a word.
    private static let lineLimit = 4_095
    private let descriptor: Descriptor

    init(path: String, hint: String) throws(Failure) {
        let number = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard number >= 0 else {
            throw Failure("ask on the terminal: there is none", hint: hint)
        }
        descriptor = Descriptor(number: number)
    }

    deinit {
        _ = close(descriptor.number)
    }

    /// Reads one line, without its end; nil if the user ended the input instead.
    borrowing func line(prompt: String, isHidden: Bool) throws(Failure) -> SecretBytes? {
        while true {
            switch try attempt(prompt: prompt, isHidden: isHidden) {
            case .line(let secret): return secret
            case .end: return nil
            case .signal(let number):
                // Its own handler is back: it ends the process, or stops it until it goes on.
                SignalPipe.deliver(number)
            }
        }
    }

    borrowing func write(_ text: String) throws(Failure) {
        do {
            try descriptor.write(text)
        } catch {
            throw Failure("write to the terminal: it is gone")
        }
    }

    private enum Attempt: ~Copyable {
        case line(SecretBytes)
        case end
        case signal(Int32)
    }

    private borrowing func attempt(prompt: String, isHidden: Bool) throws(Failure) -> Attempt {
        let signals = try SignalPipe()
        defer { signals.end() }
        let mode = isHidden ? silence() : nil
        defer {
            if let mode { restore(mode) }
        }
        // After the echo is off: whoever sees the prompt may type.
        try write(prompt)
        if let number = signals.wait(for: descriptor) {
            try write("\n")
            return .signal(number)
        }
        let line = try SecretBytes(capacity: Self.lineLimit + 1) { output throws(Failure) in
            _ = try descriptor.read(into: &output)
        }
        guard line.count > 0 else { return .end }
        return .line(try checked(line))
    }

    /// Takes the line's end off, and refuses what cannot have arrived whole.
    private borrowing func checked(_ line: consuming SecretBytes) throws(Failure) -> SecretBytes {
        let hint = "give it on standard input or from a file"
        var pending: Int32 = 0
        if unsafe ioctl(descriptor.number, UInt(FIONREAD), &pending) == 0, pending > 0 {
            throw Failure("read from the terminal: more than one line", hint: hint)
        }
        let bytes = line.bytes
        let isEnded = bytes.endsInNewline
        let count = bytes.byteCount - (isEnded ? 1 : 0)
        guard count < Self.lineLimit else {
            throw Failure("read from the terminal: the line is too long", hint: hint)
        }
        return SecretBytes(capacity: count) { output in
            output.append(contentsOf: bytes.extracting(first: count))
        }
    }

    private borrowing func silence() -> termios? {
        var mode = termios()
        guard unsafe tcgetattr(descriptor.number, &mode) == 0 else { return nil }
        let before = mode
        mode.c_lflag &= ~tcflag_t(ECHO | ECHOE | ECHOK)
        mode.c_lflag |= tcflag_t(ICANON | ISIG | ECHONL)
        // Typed ahead, it has been shown already; and it was not meant as an answer.
        _ = unsafe tcsetattr(descriptor.number, TCSAFLUSH, &mode)
        return before
    }

    private borrowing func restore(_ mode: termios) {
        var mode = mode
        // What is left of a pasted text must not reach the shell.
        _ = unsafe tcsetattr(descriptor.number, TCSAFLUSH, &mode)
    }
}
