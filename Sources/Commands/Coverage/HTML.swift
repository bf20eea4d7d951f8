internal import CommandLine

/// Text put into a page as text, whatever it holds.
enum HTML {
    /// Escaped for content and for attributes in double quotes; what would move or hide other text is
    /// shown as an escape first.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in Terminal.escaped(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
