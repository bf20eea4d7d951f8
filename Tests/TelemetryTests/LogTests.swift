import Threads
import Testing

@testable import Telemetry

@Suite struct LogTests {
    private final class Lines: Sendable {
        let lines = Locked<[String]>([])
        func log(_ least: Log.Level) -> Log {
            Log(least: least) { line in self.lines.withLock { $0.append(line) } }
        }
        /// The lines without their times.
        var texts: [String] {
            lines.withLock { $0 }.map { line in
                let start = line.firstRange(of: "\"level\"")?.lowerBound ?? line.startIndex
                return String(line[start...])
            }
        }
    }

    @Test func `one object a line, fields in order`() {
        let lines = Lines()
        lines.log(.info).info(
            "something happened",
            .init("text", "a \"b\"\n\u{202E}"),
            nil,
            .init("number", 3),
            .init("texts", .texts(["x", "y"])),
            .init("more", ["flag": true])
        )
        #expect(
            lines.texts == [
                #""level":"info","message":"something happened","text":"a \"b\"\n\u202e","number":3,"texts":["x","y"],"more":{"flag":true}}"#
                    + "\n"
            ]
        )
    }

    @Test func `what matters less is left out, audit lines never are`() {
        let lines = Lines()
        let log = lines.log(.error)
        log.debug("a")
        log.info("b")
        log.warning("c")
        log.error("d")
        log.audit([.init("action", "Created")])
        #expect(lines.texts.map { $0.prefix(15) } == [#""level":"error""#, #""level":"audit""#])
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z"), (1_795_278_444, 7, "2026-11-21T16:27:24.007Z"),
    ])
    func `times are UTC with milliseconds`(seconds: Int, milliseconds: Int, text: String) {
        #expect(WallTime.text(seconds: seconds, milliseconds: milliseconds) == text)
    }
}
