internal import JSON
internal import CommandLine
internal import Inspection
internal import YAML

/// Findings as GitLab's code quality report.
enum CheckGitLab {
    static func report(_ findings: [Finding]) -> JSONValue {
        let marks = FindingMarks(findings)
        return .array(zip(findings, marks.texts).map(entry))
    }

    private static func entry(_ finding: Finding, _ mark: String) -> JSONValue {
        [
            "description": .string("\(finding.message); \(finding.hint)"),
            "check_name": .string(finding.code.rawValue),
            "fingerprint": .string(mark),
            "severity": finding.severity == .error ? "major" : "minor",
            "location": [
                "path": .string(finding.path),
                "lines": ["begin": .integer(finding.position?.line ?? 1)],
            ],
        ]
    }
}
