internal import JSON
internal import CommandLine
internal import Inspection

/// How findings are written down.
enum CheckFormat: String, CaseIterable {
    case text, json, sarif, github, gitlab

    func print(
        _ findings: [Finding],
        _ counts: FleetCheck.Counts,
        _ terminal: Terminal
    ) throws {
        switch self {
        case .text: try CheckText(terminal).print(findings, counts)
        case .json: try terminal.print(JSONText.indented(CheckJSON.report(findings, counts)))
        case .sarif: try terminal.print(JSONText.indented(CheckSARIF.log(findings)))
        case .github:
            for finding in findings { try terminal.print(CheckGitHub.command(finding)) }
        case .gitlab: try terminal.print(JSONText.indented(CheckGitLab.report(findings)))
        }
    }
}

extension [Finding] {
    /// How many of them are of one severity.
    func count(_ severity: FindingCode.Severity) -> Int {
        reduce(0) { $0 + ($1.severity == severity ? 1 : 0) }
    }
}
