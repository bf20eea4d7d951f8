internal import SafeText

extension Terminal {
    /// Text of others made safe to show: what would move the cursor, hide or reorder other text is
    /// shown as an escape.
    package static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: \.isHarmful) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar.isHarmful {
                result += escape(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }
}
