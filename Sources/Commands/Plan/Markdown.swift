internal import CommandLine
internal import Inspection

/// Markdown in which the text of others cannot become anything but text.
///
/// Whatever is theirs stands in code: no link, image, mention, HTML or heading is read in there by
/// GitHub or GitLab, and the fence around it is longer than any run of backticks inside.
enum Markdown {
    static func text(_ phrase: Phrase) -> String {
        var result = ""
        var theirs = ""
        // Two spans of code side by side would be one.
        func flush() {
            if !theirs.isEmpty { result += code(theirs) }
            theirs = ""
        }
        for piece in phrase.pieces {
            switch piece {
            case .ours(let text):
                flush()
                result += text
            case .theirs(let text): theirs += ShownText.word(text)
            }
        }
        flush()
        return result
    }

    /// A span of code.
    static func code(_ text: String) -> String {
        let fence = String(repeating: "`", count: longestRun(text) + 1)
        let needsPadding = text.first == "`" || text.last == "`" || text.first == " "
        return needsPadding ? "\(fence) \(text) \(fence)" : fence + text + fence
    }

    /// A block of code that shows the change of a text.
    static func block(_ diff: TextDiff) -> String {
        let lines = DiffLines.shown(diff)
        let longest = lines.map { longestRun($0.text) }.max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        let body = lines.map { $0.mark.rawValue + $0.text }
        return ([fence + "diff"] + body + [fence]).joined(separator: "\n")
    }

    private static func longestRun(_ text: String) -> Int {
        var (longest, current) = (0, 0)
        for byte in text.utf8 {
            current = byte == UInt8(ascii: "`") ? current + 1 : 0
            longest = max(longest, current)
        }
        return longest
    }
}
