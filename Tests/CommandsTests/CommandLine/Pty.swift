import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A real terminal: the side that a program uses and the side that a person types on.
final class Pty: Sendable {
    /// The path that a program opens.
    let path: String
    /// An open descriptor of the program's side, which also keeps the terminal's mode alive.
    let device: Int32
    private let keyboard: Int32

    init() throws {
        keyboard = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard keyboard >= 0 else { throw POSIXError(.ENXIO) }
        var unlocked: Int32 = 0
        var number: UInt32 = 0
        // TIOCSPTLCK and TIOCGPTN, which glibc's module leaves out.
        guard unsafe ioctl(keyboard, 0x4004_5431, &unlocked) == 0,
            unsafe ioctl(keyboard, 0x8004_5430, &number) == 0
        else { throw POSIXError(.ENXIO) }
        path = "/dev/pts/\(number)"
        device = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    }

    deinit {
        close(device)
        close(keyboard)
    }

    /// Whether typed characters are shown.
    var isEchoing: Bool { State(descriptor: device).isEchoing }

    /// The mode of a terminal, for whoever has it open.
    struct State {
        private let descriptor: Int32

        init(descriptor: Int32) {
            self.descriptor = descriptor
        }

        init?(path: String) {
            descriptor = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
            if descriptor < 0 { return nil }
        }

        /// Whether typed characters are shown.
        var isEchoing: Bool {
            var mode = termios()
            guard unsafe tcgetattr(descriptor, &mode) == 0 else { return false }
            return mode.c_lflag & tcflag_t(ECHO) != 0
        }
    }

    /// What was written to the terminal, up to `end`; what there is, if that does not come for long.
    ///
    /// The kernel brings it from one side to the other when it finds the time.
    func screen(upTo end: String) -> String {
        var shown = ""
        var bytes = [UInt8](repeating: 0, count: 4_096)
        while !shown.hasSuffix(end) {
            var ready = pollfd(fd: keyboard, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&ready, 1, 30_000) > 0 else { break }
            let count = unsafe read(keyboard, &bytes, bytes.count)
            guard count > 0 else { break }
            shown += String(decoding: bytes.prefix(count), as: UTF8.self)
        }
        return shown
    }

    /// Types each text once its prompt is shown, and gives what was shown until the last prompt,
    /// and whether characters were echoed at each.
    ///
    /// On a thread of its own: the pool's two threads may both be waiting for an answer.
    func type(_ script: [(prompt: String, text: String)]) -> Typing {
        let typing = Typing()
        Thread {
            var (shown, rest) = ("", "")
            var echoes: [Bool] = []
            for (prompt, text) in script {
                while !rest.contains(prompt) {
                    var bytes = [UInt8](repeating: 0, count: 4_096)
                    let count = unsafe read(self.keyboard, &bytes, bytes.count)
                    if count <= 0 { return typing.finish(shown, echoes) }
                    let text = String(decoding: bytes.prefix(count), as: UTF8.self)
                    shown += text
                    rest += text
                }
                rest = ""
                echoes.append(self.isEchoing)
                let bytes = Array(text.utf8)
                _ = unsafe write(self.keyboard, bytes, bytes.count)
            }
            typing.finish(shown, echoes)
        }.start()
        return typing
    }
}

/// Somebody typing on a terminal.
final class Typing: Sendable {
    private let result: AsyncStream<(shown: String, echoes: [Bool])>
    private let end: AsyncStream<(shown: String, echoes: [Bool])>.Continuation

    fileprivate init() {
        (result, end) = AsyncStream.makeStream()
    }

    fileprivate func finish(_ shown: String, _ echoes: [Bool]) {
        end.yield((shown, echoes))
        end.finish()
    }

    /// What was shown and echoed, once everything is typed.
    var value: (shown: String, echoes: [Bool]) {
        get async {
            for await value in result { return value }
            return ("", [])
        }
    }
}
