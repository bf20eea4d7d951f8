internal import SafeText
internal import CommandLine

/// Text of others made fit for a plan: nothing in it hides other text.
///
/// Beyond what `Terminal.escaped` does, long blank stretches are named instead of shown, marks are
/// not piled on one letter, and blanks at the end are seen.
enum ShownText {
    /// Marks that may stand on one letter.
    private static let markLimit = 2
    /// Blanks in a row that are shown as they are.
    private static let blankLimit = 24
    private static let wordLimit = 300
    /// Columns of a line of a text, so that nothing is out of sight to the right.
    static let lineLimit = 110

    /// A name or message within a sentence.
    static func word(_ text: String) -> String {
        let count = text.unicodeScalars.count
        guard count > wordLimit else { return line(text) }
        let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(wordLimit)))
        return line(start) + "… (\(count - wordLimit) more characters)"
    }

    /// One line of a text.
    static func line(_ text: String) -> String {
        var result = ""
        var marks = 0
        var blanks = 0
        func flush() {
            result +=
                blanks > blankLimit ? "⟨\(blanks) blanks⟩" : String(repeating: " ", count: blanks)
            blanks = 0
        }
        for scalar in text.unicodeScalars {
            if isBlank(scalar) {
                blanks += 1
                marks = 0
                continue
            }
            flush()
            marks = isMark(scalar) ? marks + 1 : 0
            if scalar.isHarmful {
                result += Terminal.escaped(String(scalar))
            } else if marks > markLimit || isMark(scalar) && result.isEmpty || isOddBlank(scalar) {
                result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        if blanks > 0 { result += "⟨\(blanks) blanks at the end⟩" }
        return result
    }

    /// The line in pieces that fit a screen.
    static func wrapped(_ text: String) -> [String] {
        let shown = Array(line(text).unicodeScalars)
        guard shown.count > lineLimit else {
            return [String(String.UnicodeScalarView(shown))]
        }
        return stride(from: 0, to: shown.count, by: lineLimit).map { start in
            String(String.UnicodeScalarView(shown[start..<min(start + lineLimit, shown.count)]))
        }
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " }

    private static func isOddBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value > 0x7F && scalar.properties.isWhitespace || scalar.value == 0x2800
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .spacingMark: true
        default: false
        }
    }
}
