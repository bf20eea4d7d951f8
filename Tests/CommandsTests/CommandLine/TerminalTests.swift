import Foundation
import Testing

@testable import CommandLine
@testable import Commands

@Suite struct TerminalTests {
    @Test(arguments: [
        ("plain text, é 漢 😀", "plain text, é 漢 😀"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\u{1B}]0;title\u{7}", "\\u{1B}]0;title\\u{7}"),
        ("\u{0}\u{7F}\u{9B}31m", "\\u{0}\\u{7F}\\u{9B}31m"),
        (
            "\u{202A}\u{202E}\u{2066}\u{2069}\u{200E}",
            "\\u{202A}\\u{202E}\\u{2066}\\u{2069}\\u{200E}"
        ),
        ("a\u{200B}b\u{200D}c\u{2060}\u{FEFF}", "a\\u{200B}b\\u{200D}c\\u{2060}\\u{FEFF}"),
        ("\u{2028}\u{2029}\u{85}", "\\u{2028}\\u{2029}\\u{85}"),
        ("soft\u{AD}hyphen", "soft\\u{AD}hyphen"),
        ("\u{E0041}\u{3164}", "\\u{E0041}\\u{3164}"),
    ])
    func `escapes what could deceive`(text: String, shown: String) {
        #expect(Terminal.escaped(text) == shown)
    }

    @Test func `no colour without a terminal`() {
        let terminal = Terminal(
            output: Descriptor(number: -1),
            error: Descriptor(number: -1),
            environment: Environment([:])
        )
        #expect(terminal.styled("x", .red) == "x")
        #expect(terminal.width == 80)
    }

    @Test(arguments: [
        ([:], true), (["NO_COLOR": "1"], false), (["NO_COLOR": ""], true),
        (["TERM": "dumb"], false),
        (["TERM": "xterm"], true),
    ])
    func `colour on a terminal unless refused`(variables: [String: String], isColoured: Bool) throws
    {
        let pty = try Pty()
        let terminal = Terminal(
            output: Descriptor(number: pty.device),
            error: Descriptor(number: pty.device),
            environment: Environment(variables)
        )
        let coloured = "\u{1B}[31mx\u{1B}[0m"
        #expect(terminal.styled("x", .red) == (isColoured ? coloured : "x"))
        #expect(terminal.styled("x", .red, on: .error) == (isColoured ? coloured : "x"))
        #expect(terminal.plain.styled("x", .red) == "x")
    }

    @Test func `a full disk is an error`() throws {
        let full = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
        let terminal = Terminal(output: Descriptor(number: full.fileDescriptor))
        let failure = #expect(throws: Failure.self) { try terminal.print("x") }
        #expect(failure?.message == "write standard output: no space left on device")
    }

    @Test func `a reader that has gone ends the output and not the command`() throws {
        Descriptor.prepareSignals()
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let terminal = Terminal(
            output: Descriptor(number: pipe.fileHandleForWriting.fileDescriptor)
        )
        for _ in 0..<3 { try terminal.print("x") }
    }

    @Test func `writes all, also to a slow reader that does not block`() throws {
        let pipe = Pipe()
        let writing = pipe.fileHandleForWriting
        _ = fcntl(writing.fileDescriptor, F_SETFL, O_NONBLOCK)
        let terminal = Terminal(output: Descriptor(number: writing.fileDescriptor))
        let text = String(repeating: "0123456789", count: 100_000)
        let thread = Thread {
            try? terminal.print(text, end: "")
            try? writing.close()
        }
        thread.start()
        let read = try pipe.fileHandleForReading.readToEnd()
        #expect(read == Data(text.utf8))
    }

    @Test func `closed standard streams are not given to files`() async {
        await #expect(processExitsWith: .success) {
            close(1)
            Descriptor.reserveStandard()
            let file = unsafe open("/dev/null", O_WRONLY)
            guard file > 2 else { exit(1) }
            do {
                try Terminal.standard.print("x")
                exit(2)
            } catch {
                exit(0)
            }
        }
    }
}
