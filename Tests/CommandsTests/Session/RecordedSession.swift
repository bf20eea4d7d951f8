import Foundation
import Testing

/// A session at the shell, as it is stored in a file.
///
///     $ the command line
///       what it printed
///     ! what it printed to standard error
///     = its exit status, unless 0
///
/// Every other line is a remark. Random parts have names, see ``Masks``.
struct RecordedSession: CustomTestStringConvertible {
    let name: String
    private let file: URL

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Transcripts")

    static func all() throws -> [RecordedSession] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "txt" }
            .map { RecordedSession(name: $0.deletingPathExtension().lastPathComponent, file: $0) }
            .sorted { $0.name < $1.name }
    }

    var testDescription: String { name }

    func stored() throws -> String { try String(contentsOf: file, encoding: .utf8) }

    func store(_ text: String) throws {
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    /// Runs its command lines again and writes down what they do now.
    func replayed() throws -> String {
        let workplace = try Workplace()
        var masks = Masks(folder: workplace.folder.path)
        var lines: [String] = []
        for line in try stored().split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  ") || line.hasPrefix("! ") || line.hasPrefix("= ") || line == "!" {
                continue
            }
            lines.append(String(line))
            guard line.hasPrefix("$ ") else { continue }
            let outcome = try workplace.run(String(line.dropFirst(2)))
            if line.contains("--json"), outcome.status == 0 {
                try Self.checkJSON(outcome.output, line)
            }
            lines += Self.marked(masks.masked(outcome.output), "  ")
            lines += Self.marked(masks.masked(outcome.error), "! ")
            if outcome.status != 0 { lines.append("= \(outcome.status)") }
        }
        return lines.joined(separator: "\n")
    }

    private static func marked(_ text: String, _ mark: String) -> [String] {
        guard !text.isEmpty else { return [] }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        // Whether the last line was ended is a difference too.
        if lines.last == "" { lines.removeLast() } else { lines.append("(no line end)") }
        return lines.map { line in
            let shown = line.unicodeScalars.map { scalar in
                scalar.value < 32 ? "<\(String(scalar.value, radix: 16))>" : String(scalar)
            }
            let text = mark + shown.joined()
            return text == mark ? (mark == "! " ? "!" : "  .") : text
        }
    }

    /// One document of JSON, and nothing but line ends after it.
    private static func checkJSON(_ text: String, _ line: Substring) throws {
        #expect(throws: Never.self, "\(line)") {
            _ = try JSONSerialization.jsonObject(with: Data(text.utf8))
        }
    }
}
