internal import SafeText
internal import CommandLine
internal import Inspection
internal import YAML

/// Findings as workflow commands of GitHub Actions, which it shows beside the lines.
enum CheckGitHub {
    static func command(_ finding: Finding) -> String {
        var properties = ["file=" + property(finding.path)]
        if let position = finding.position {
            properties += ["line=\(position.line)", "col=\(position.column)"]
        }
        properties.append("title=" + property(finding.code.rawValue))
        let text = data("\(finding.message)\nhint: \(finding.hint)")
        return "::\(finding.severity.rawValue) \(properties.joined(separator: ","))::\(text)"
    }

    /// What a line of the log would end, or start another command with, is escaped as the runner
    /// reads it.
    private static func data(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
    }

    private static func property(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
    }

    private static func escaped(_ text: String, _ table: [Unicode.Scalar: String]) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let escape = table[scalar] {
                result += escape
            } else if scalar.isHarmful {
                result += Terminal.escaped(String(scalar))
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
