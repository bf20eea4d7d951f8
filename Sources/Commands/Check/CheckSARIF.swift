internal import JSON
internal import CommandLine
internal import Inspection
internal import YAML

/// Findings as SARIF 2.1.0, which code hosts show beside the lines.
enum CheckSARIF {
    static func log(_ findings: [Finding]) -> JSONValue {
        let codes = FindingCode.allCases.filter { code in
            findings.contains { $0.code == code }
        }
        var indices: [FindingCode: Int] = [:]
        for (index, code) in codes.enumerated() { indices[code] = index }
        let marks = FindingMarks(findings)
        let results = zip(findings, marks.texts).map { finding, mark in
            result(finding, indices[finding.code] ?? 0, mark)
        }
        return [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "fleetseal",
                            "semanticVersion": .string(Fleetseal.version),
                            "rules": .array(codes.map(rule)),
                        ]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "originalUriBaseIds": [
                        "SRCROOT": ["description": ["text": "the root of the repository"]]
                    ],
                    "results": .array(results),
                ]
            ],
        ]
    }

    private static func rule(_ code: FindingCode) -> JSONValue {
        [
            "id": .string(code.rawValue),
            "shortDescription": ["text": .string(code.title)],
            "defaultConfiguration": ["level": .string(code.severity.rawValue)],
        ]
    }

    private static func result(_ finding: Finding, _ rule: Int, _ mark: String) -> JSONValue {
        var place: [JSONValue.Member] = [
            JSONValue.Member(
                "artifactLocation",
                ["uri": .string(uri(finding.path)), "uriBaseId": "SRCROOT"]
            )
        ]
        if let position = finding.position {
            place.append(
                JSONValue.Member(
                    "region",
                    [
                        "startLine": .integer(position.line),
                        "startColumn": .integer(position.column),
                    ]
                )
            )
        }
        return [
            "ruleId": .string(finding.code.rawValue),
            "ruleIndex": .integer(rule),
            "level": .string(finding.severity.rawValue),
            "message": ["text": .string("\(finding.message)\n\(finding.hint)")],
            "locations": [["physicalLocation": .object(place)]],
            "partialFingerprints": ["fleetsealFinding/v1": .string(mark)],
        ]
    }

    /// A path as a relative reference of RFC 3986.
    private static func uri(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            let isPlain =
                Character(UnicodeScalar(byte)).isLetter && byte < 0x80
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || "-._~/@".utf8.contains(byte)
            if isPlain {
                text.unicodeScalars.append(UnicodeScalar(byte))
            } else {
                text += byte < 16 ? "%0" : "%"
                text += String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}
