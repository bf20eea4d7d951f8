import Foundation
import Testing

@testable import CommandLine

@Suite struct ProgressTests {
    private let text = ProgressText(title: "resealing", total: 50_000, noun: "value")

    @Test(arguments: [
        (0, 1, "resealing: 0 of 50000 values"),
        (10_000, 2, "resealing: 10000 of 50000 values, 5000 a second, 8 s left"),
        (100, 10, "resealing: 100 of 50000 values, 10 a second, 83 min 10 s left"),
        (10, 10, "resealing: 10 of 50000 values, 1 a second, 13 h 53 min left"),
        (50_000, 4, "resealing: 50000 of 50000 values, 12500 a second, 0 s left"),
    ])
    func `says how far, how fast and how long`(done: Int, seconds: Int, line: String) {
        #expect(text.line(done, after: .seconds(seconds)) == line)
    }

    @Test func `one value is one value`() {
        let one = ProgressText(title: "opening", total: 1, noun: "value")
        #expect(one.line(0, after: .zero) == "opening: 0 of 1 value")
    }

    @Test(arguments: [
        (
            200,
            "resealing [###############---------------] 25000 of 50000 values, 5000 a second, 5 s left"
        ),
        (75, "resealing [########--------] 25000 of 50000 values, 5000 a second, 5 s left"),
        (60, "resealing: 25000 of 50000 values, 5000 a second, 5 s left"),
        (20, "resealing: 25000 of "),
    ])
    func `the bar yields to the words, and both to the width`(width: Int, line: String) {
        #expect(text.bar(25_000, after: .seconds(5), width: width) == line)
    }

    private func log(_ body: (Terminal) -> Void) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        body(Terminal(error: Descriptor(number: handle.fileDescriptor)))
        try handle.close()
        return try String(contentsOf: file, encoding: .utf8)
    }

    @Test func `a log gets a line every ten seconds and none for short work`() throws {
        let found = try log { terminal in
            var progress = Progress("resealing", 1_000, "value", on: terminal)
            for second in 1...25 {
                progress.advance(to: second * 10, after: .seconds(second))
            }
            progress.end()
        }
        #expect(
            found == """
                resealing: 100 of 1000 values, 10 a second, 90 s left
                resealing: 200 of 1000 values, 10 a second, 80 s left

                """
        )
    }

    @Test func `a line on a terminal is drawn over, and taken away at the end`() throws {
        let pty = try Pty()
        let terminal = Terminal(error: Descriptor(number: pty.device))
        var progress = Progress("resealing", 100, "value", on: terminal)
        progress.advance(to: 10, after: .milliseconds(50))
        progress.advance(to: 50, after: .milliseconds(100))
        progress.advance(to: 60, after: .milliseconds(150))
        progress.end()
        terminal.noteNow("done")
        let bar = "resealing [#############-------------] 50 of 100 values, 500 a second, 1 s left"
        let blank = String(repeating: " ", count: bar.utf8.count)
        #expect(pty.screen(upTo: "done\r\n") == "\r\(bar)\r\(blank)\rdone\r\n")
    }
}
