import Foundation
import Testing

/// `FLEETSEAL_RECORD=1` writes the sessions anew: read the difference before you commit it.
@Suite struct RecordedSessionTests {
    @Test func `there are sessions`() throws {
        #expect(try RecordedSession.all().count >= 8)
    }

    @Test(arguments: try RecordedSession.all())
    func `the program does what was recorded`(session: RecordedSession) throws {
        let found = try session.replayed()
        if ProcessInfo.processInfo.environment["FLEETSEAL_RECORD"] == "1" {
            return try session.store(found)
        }
        let wanted = try session.stored()
        let (foundLines, wantedLines) = (
            found.split(separator: "\n"), wanted.split(separator: "\n")
        )
        for (line, (now, before)) in zip(foundLines, wantedLines).enumerated() where now != before {
            Issue.record("\(session.name).txt, line \(line + 1) of text: was \(before), is \(now)")
            return
        }
        #expect(found == wanted, "\(session.name).txt")
    }
}
