internal import CommandLine
internal import Inspection
internal import YAML

/// Findings as a compiler prints them: `path:line:column: error: …`, then what to do.
struct CheckText {
    private let terminal: Terminal

    init(_ terminal: Terminal) {
        self.terminal = terminal
    }

    /// Findings go to standard output, the summary to standard error.
    func print(_ findings: [Finding], _ counts: FleetCheck.Counts) throws {
        for (index, finding) in findings.enumerated() {
            try terminal.print(line(finding))
            // What is to be done about several in a row is said once.
            let isRepeated = index + 1 < findings.count && findings[index + 1].hint == finding.hint
            if !isRepeated {
                let label = terminal.styled("hint:", .cyan)
                try terminal.print("  \(label) \(Terminal.escaped(finding.hint))")
            }
        }
        terminal.note(summary(findings, counts))
    }

    private func line(_ finding: Finding) -> String {
        let place = FilePlace(
            finding.path,
            line: finding.position?.line,
            column: finding.position?.column
        )
        let severity =
            finding.severity == .error
            ? terminal.styled("error:", .red) : terminal.styled("warning:", .yellow)
        let code = terminal.styled("[\(finding.code.rawValue)]", .dim)
        return
            "\(Terminal.escaped(place.description)): \(severity) \(Terminal.escaped(finding.message)) \(code)"
    }

    private func summary(_ findings: [Finding], _ counts: FleetCheck.Counts) -> String {
        let looked =
            "\(String(counts.clusters, "cluster")), \(String(counts.groups, "group")), \(String(counts.documents, "document"))"
        var found = "nothing found"
        if !findings.isEmpty {
            let files = Set(findings.map(\.path)).count
            found =
                "\(String(findings.count(.error), "error")), \(String(findings.count(.warning), "warning")) in \(String(files, "file"))"
        }
        var text = "checked \(looked): \(found)"
        if counts.opened > 0 || counts.notOpened > 0 {
            text += "; opened \(String(counts.opened, "value"))"
            if counts.notOpened > 0 { text += ", \(counts.notOpened) are for others" }
        }
        return text
    }
}
