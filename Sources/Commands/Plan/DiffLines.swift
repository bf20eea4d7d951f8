internal import CommandLine
internal import Inspection

/// The lines of a text's change as they are shown, each with its mark.
enum DiffLines {
    enum Mark: String {
        case same = "  "
        case removed = "- "
        case added = "+ "
    }

    /// Empty lines in a row that are shown as they are.
    private static let emptyLimit = 3

    static func shown(_ diff: TextDiff) -> [(mark: Mark, text: String)] {
        var lines: [(mark: Mark, text: String)] = []
        var empty: (mark: Mark, count: Int)?
        func flush() {
            guard let run = empty else { return }
            empty = nil
            if run.count > emptyLimit {
                lines.append((run.mark, "⟨\(run.count) empty lines⟩"))
            } else {
                lines += Array(repeating: (run.mark, ""), count: run.count)
            }
        }
        for line in diff.lines {
            guard let (mark, text) = parts(line) else {
                flush()
                if case .skipped(let count) = line {
                    lines.append((.same, "⟨\(String(count, "line")) as before⟩"))
                }
                continue
            }
            if text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }), text.utf8.count < 1 {
                if empty?.mark != mark { flush() }
                empty = (mark, (empty?.count ?? 0) + 1)
                continue
            }
            flush()
            for (index, piece) in ShownText.wrapped(text).enumerated() {
                lines.append((mark, index == 0 ? piece : "⤷ " + piece))
            }
        }
        flush()
        return lines
    }

    private static func parts(_ line: TextDiff.Line) -> (Mark, String)? {
        switch line {
        case .same(let text): (.same, text)
        case .removed(let text): (.removed, text)
        case .added(let text): (.added, text)
        case .skipped: nil
        }
    }
}
