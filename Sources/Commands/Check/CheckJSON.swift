internal import JSON
internal import CommandLine
internal import Inspection
internal import YAML

/// Findings as JSON of our own, documented with the command.
enum CheckJSON {
    static func report(_ findings: [Finding], _ counts: FleetCheck.Counts) -> JSONValue {
        [
            "findings": .array(findings.map(finding)),
            "errors": .integer(findings.count(.error)),
            "warnings": .integer(findings.count(.warning)),
            "checked": [
                "clusters": .integer(counts.clusters),
                "groups": .integer(counts.groups),
                "documents": .integer(counts.documents),
                "openedValues": .integer(counts.opened),
            ],
        ]
    }

    private static func finding(_ finding: Finding) -> JSONValue {
        [
            "code": .string(finding.code.rawValue),
            "severity": .string(finding.severity.rawValue),
            "path": .string(finding.path),
            "line": finding.position.map { .integer($0.line) } ?? .null,
            "column": finding.position.map { .integer($0.column) } ?? .null,
            "message": .string(finding.message),
            "hint": .string(finding.hint),
        ]
    }
}
