import Foundation
import Testing
import YAML

@testable import Inspection

/// docs/checks.md against the catalogue and against what is really found.
///
/// `FLEETSEAL_RECORD=1` writes the examples anew: read the difference before you commit it.
@Suite struct DocumentedChecksTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "docs/checks.md")

    /// What the page says of each code: its severity, and its example.
    private static func sections() throws -> [(code: String, text: Substring)] {
        let text = try String(contentsOf: file, encoding: .utf8)
        return text.split(separator: "\n### ").dropFirst().map { section in
            let end = section.firstRange(of: "\n## ")?.lowerBound ?? section.endIndex
            let lines = section[..<end].split(separator: "\n", maxSplits: 1)
            return (String(lines[0]), lines.count > 1 ? lines[1] : "")
        }
    }

    @Test func `the page has every code once, in the order of the catalogue`() throws {
        let codes = try Self.sections().map(\.code)
        #expect(Set(codes) == Set(FindingCode.allCases.map(\.rawValue)))
        #expect(codes.count == FindingCode.allCases.count)
    }

    @Test(arguments: FindingCode.allCases)
    func `the page gives the severity`(code: FindingCode) throws {
        let section = try #require(try Self.sections().first { $0.code == code.rawValue })
        let word = code.severity == .error ? "*Error.*" : "*Warning.*"
        #expect(section.text.contains(word), "\(code.rawValue) is \(code.severity)")
    }

    @Test func `the examples are what is found`() throws {
        var text = try String(contentsOf: Self.file, encoding: .utf8)
        for code in FindingCode.allCases {
            let fault = try #require(Fault.all.first { $0.code == code })
            let example = Self.masked(try #require(try fault.found().findings.first))
            let start = try #require(text.firstRange(of: "\n### \(code.rawValue)\n")).upperBound
            let open = try #require(text[start...].firstRange(of: "```text\n")).upperBound
            let close = try #require(text[open...].firstRange(of: "```\n")).lowerBound
            if ProcessInfo.processInfo.environment["FLEETSEAL_RECORD"] == "1" {
                text.replaceSubrange(open..<close, with: example)
            } else {
                #expect(String(text[open..<close]) == example, "\(code.rawValue)")
            }
        }
        guard ProcessInfo.processInfo.environment["FLEETSEAL_RECORD"] == "1" else { return }
        try text.write(to: Self.file, atomically: true, encoding: .utf8)
    }

    /// A finding as the program prints it, without what is random.
    private static func masked(_ finding: Finding) -> String {
        var place = finding.path
        if let position = finding.position { place += ":\(position.line):\(position.column)" }
        var text = """
            \(place): \(finding.severity.rawValue): \(finding.message) [\(finding.code.rawValue)]
              hint: \(finding.hint)

            """
        text = text.replacing(/\bk[a-z2-7]{11}\b/.wordBoundaryKind(.simple), with: "k…")
        text = text.replacing(/(?:[a-z2-7]{4}-){12}[a-z2-7]{4}/, with: "abcd-…")
        return text.replacing(/allow: [a-z2-7]{26}/, with: "allow: MARK")
    }
}
