import JSON
import Foundation
import Inspection
import Testing
import YAML

@testable import Commands

/// What code hosts read: each format against what its host documents, with names that try to break it.
@Suite struct CheckFormatTests {
    private static let paths = [
        "secrets/payments/db.yaml", "a b.yaml", "100%25.yaml", "a:b,c::error::d.yaml",
        "line\nend.yaml",
        "café/\u{202E}x.yaml", "c: drive.yaml", "-rf.yaml", "secrets/db@eu.yaml", "a?b#c.yaml",
        "[x].yaml",
    ]

    private static let findings: [Finding] =
        paths.enumerated().map { index, path in
            Finding(
                FindingCode.allCases[index],
                path,
                index % 3 == 0 ? nil : Position(line: index + 1, column: index + 2, offset: 5),
                "a message\r\nof two lines, 100% %0A%25 :: \"quoted\" \u{1B}[31m",
                hint: "do this,\nthen that"
            )
        } + [
            Finding(.keyMissing, "a.yaml", Position(line: 3, column: 1, offset: 9), "x", hint: "y"),
            Finding(
                .keyMissing,
                "a.yaml",
                Position(line: 4, column: 1, offset: 19),
                "x",
                hint: "y"
            ),
        ]

    private static func json(_ value: JSONValue) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(JSONText.indented(value).utf8))
    }

    // MARK: SARIF

    /// The properties that the schema of SARIF 2.1.0 knows for what we write; it forbids any other.
    private static let known: [String: Set<String>] = [
        "log": ["$schema", "version", "runs", "inlineExternalProperties", "properties"],
        "run": [
            "tool", "invocations", "conversion", "versionControlProvenance", "originalUriBaseIds",
            "artifacts", "results", "automationDetails", "columnKind", "defaultEncoding",
            "properties",
        ],
        "driver": [
            "name", "guid", "organization", "fullName", "semanticVersion", "version",
            "informationUri",
            "rules", "notifications", "taxa", "language", "contents", "properties",
        ],
        "rule": [
            "id", "name", "shortDescription", "fullDescription", "messageStrings", "help",
            "helpUri",
            "defaultConfiguration", "relationships", "properties",
        ],
        "result": [
            "ruleId", "ruleIndex", "rule", "kind", "level", "message", "analysisTarget",
            "locations", "guid",
            "fingerprints", "partialFingerprints", "relatedLocations", "suppressions", "rank",
            "properties",
        ],
        "region": [
            "startLine", "startColumn", "endLine", "endColumn", "charOffset", "charLength",
            "snippet",
        ],
        "artifactLocation": ["uri", "uriBaseId", "index", "description", "properties"],
    ]

    private static func object(_ value: Any?, _ name: String) throws -> [String: Any] {
        let object = try #require(value as? [String: Any], "\(name) is no object")
        if let known = known[name] {
            #expect(Set(object.keys).subtracting(known) == [], "\(name)")
        }
        return object
    }

    private static func text(_ value: Any?) throws -> String {
        try #require(try object(value, "message")["text"] as? String)
    }

    @Test func `SARIF has what 2.1.0 demands and nothing that it does not know`() throws {
        let log = try Self.object(Self.json(CheckSARIF.log(Self.findings)), "log")
        #expect(log["version"] as? String == "2.1.0")
        let runs = try #require(log["runs"] as? [Any])
        #expect(runs.count == 1)
        let run = try Self.object(runs.first, "run")
        let tool = try Self.object(run["tool"], "tool")
        let driver = try Self.object(tool["driver"], "driver")
        #expect(tool.count == 1)
        #expect(driver["name"] as? String == "fleetseal")
        #expect(run["columnKind"] as? String == "unicodeCodePoints")
        let bases = try Self.object(run["originalUriBaseIds"], "bases")
        for base in bases.values { _ = try Self.object(base, "artifactLocation") }
        let rules = try #require(driver["rules"] as? [Any]).map { try Self.object($0, "rule") }
        let ids = try rules.map { try #require($0["id"] as? String) }
        #expect(Set(ids).count == ids.count)
        for rule in rules {
            #expect(try !Self.text(rule["shortDescription"]).isEmpty)
            let level = try Self.object(rule["defaultConfiguration"], "configuration")["level"]
            #expect(["error", "warning"].contains(level as? String))
        }
        let results = try #require(run["results"] as? [Any]).map { try Self.object($0, "result") }
        try #require(results.count == Self.findings.count)
        for (result, finding) in zip(results, Self.findings) {
            try Self.check(result, finding, ids, Set(bases.keys))
        }
    }

    private static func check(
        _ result: [String: Any],
        _ finding: Finding,
        _ ids: [String],
        _ bases: Set<String>
    ) throws {
        let index = try #require(result["ruleIndex"] as? Int)
        try #require(ids.indices.contains(index))
        #expect(ids[index] == finding.code.rawValue)
        #expect(result["ruleId"] as? String == ids[index])
        #expect(result["level"] as? String == finding.severity.rawValue)
        #expect(try text(result["message"]).hasPrefix("a message") || finding.message == "x")
        let marks = try object(result["partialFingerprints"], "marks")
        #expect(marks.values.allSatisfy { ($0 as? String)?.isEmpty == false })
        let location = try #require((result["locations"] as? [Any])?.first)
        let place = try object(try object(location, "location")["physicalLocation"], "place")
        let artifact = try object(place["artifactLocation"], "artifactLocation")
        #expect(bases.contains(try #require(artifact["uriBaseId"] as? String)))
        let uri = try #require(artifact["uri"] as? String)
        // RFC 3986: path-noscheme, and what it stands for.
        #expect(
            uri.wholeMatch(of: /(?:[A-Za-z0-9\-._~!$&'()*+,;=@\/]|%[0-9A-F]{2})+/) != nil,
            "\(uri)"
        )
        #expect(!uri.hasPrefix("/"))
        #expect(uri.removingPercentEncoding.map { Array($0.utf8) } == Array(finding.path.utf8))
        guard let position = finding.position else {
            #expect(place["region"] == nil)
            return
        }
        let region = try object(place["region"], "region")
        #expect(region["startLine"] as? Int == position.line)
        #expect(region["startColumn"] as? Int == position.column)
    }

    @Test func `SARIF of no findings is a run with no results`() throws {
        let log = try Self.object(Self.json(CheckSARIF.log([])), "log")
        let run = try Self.object((log["runs"] as? [Any])?.first, "run")
        // Without the list it would mean that nothing was looked for.
        #expect((run["results"] as? [Any])?.isEmpty == true)
    }

    // MARK: GitLab

    @Test func `GitLab's report has the fields that it reads`() throws {
        let report = try #require(Self.json(CheckGitLab.report(Self.findings)) as? [[String: Any]])
        try #require(report.count == Self.findings.count)
        for (entry, finding) in zip(report, Self.findings) {
            #expect(entry["check_name"] as? String == finding.code.rawValue)
            #expect((entry["description"] as? String)?.isEmpty == false)
            let severity = try #require(entry["severity"] as? String)
            #expect(["info", "minor", "major", "critical", "blocker"].contains(severity))
            #expect((severity == "major") == (finding.severity == .error))
            let location = try #require(entry["location"] as? [String: Any])
            #expect(
                (location["path"] as? String).map { Array($0.utf8) } == Array(finding.path.utf8)
            )
            let lines = try #require(location["lines"] as? [String: Any])
            #expect(lines["begin"] as? Int == finding.position?.line ?? 1)
        }
        let marks = report.compactMap { $0["fingerprint"] as? String }
        #expect(Set(marks).count == Self.findings.count)
    }

    @Test func `a finding keeps its fingerprint when lines move or others come`() {
        let moved = Self.findings.map { finding in
            let position = finding.position.map {
                Position(line: $0.line + 7, column: 1, offset: $0.offset + 70)
            }
            return Finding(finding.code, finding.path, position, finding.message, hint: "other")
        }
        let another = Finding(.keyMissing, "0.yaml", nil, "new", hint: "")
        #expect(FindingMarks(moved).texts == FindingMarks(Self.findings).texts)
        #expect(
            FindingMarks([another] + moved).texts.dropFirst().elementsEqual(
                FindingMarks(moved).texts
            )
        )
    }

    @Test func `another file, code or message is another fingerprint`() {
        let one = Finding(.keyMissing, "a.yaml", nil, "m", hint: "")
        let others = [
            one, Finding(.keyMissing, "b.yaml", nil, "m", hint: ""),
            Finding(.layerEmpty, "a.yaml", nil, "m", hint: ""),
            Finding(.keyMissing, "a.yaml", nil, "n", hint: ""),
            Finding(.keyMissing, "a.yam", nil, "lm", hint: ""),
        ]
        let marks = others.map { FindingMarks([$0]).texts[0] }
        #expect(Set(marks).count == marks.count)
    }

    // MARK: GitHub

    @Test(arguments: findings)
    func `a command of GitHub is one line that says what was meant`(finding: Finding) throws {
        let line = CheckGitHub.command(finding)
        #expect(!line.unicodeScalars.contains { $0.value < 32 || $0.value == 0x202E })
        let found = try #require(
            line.wholeMatch(of: /::(error|warning) ([^:]*)::(.*)/),
            "\(line)"
        )
        #expect(found.1 == finding.severity.rawValue)
        var properties: [String: String] = [:]
        for part in found.2.split(separator: ",") {
            let sides = part.split(separator: "=", maxSplits: 1)
            try #require(sides.count == 2)
            properties[String(sides[0])] = Self.unescaped(sides[1]).replacing("%3A", with: ":")
                .replacing("%2C", with: ",").replacing("%25", with: "%")
        }
        #expect(properties["title"] == finding.code.rawValue)
        #expect(properties["line"] == finding.position.map { String($0.line) })
        if !finding.path.contains("\u{202E}") { #expect(properties["file"] == finding.path) }
        let text = Self.unescaped(found.3).replacing("%25", with: "%")
        #expect(text.hasSuffix("\nhint: " + finding.hint))
        let beginning = finding.message.unicodeScalars.prefix { $0 != "\u{1B}" }
        #expect(text.utf8.starts(with: String(beginning).utf8), "\(text)")
    }

    /// As the runner does it, `%25` last.
    private static func unescaped(_ text: Substring) -> String {
        text.replacing("%0D", with: "\r").replacing("%0A", with: "\n").description
    }

    // MARK: Nothing to report

    @Test(arguments: ["examples/fleet", "examples/quickstart"])
    func `nothing is found in an example`(example: String) throws {
        let place = try Workplace()
        let commit = "git add . && git -c user.name=a -c user.email=a@example.org commit -qm all"
        #expect(try place.run("cp -R \"$SOURCE/\(example)/.\" . && \(commit)").status == 0)
        let check = "fleetseal check --strict --base HEAD --trust example.trust --format "
        let text = try place.run(check + "text")
        #expect(text.status == 0, "\(text.output)\(text.error)")
        #expect(text.output.isEmpty)
        #expect(try place.run(check + "github").output.isEmpty)
        #expect(try place.run(check + "gitlab").output == "[]\n")
        #expect(try place.run(check + "sarif").output.contains("\"results\": []"))
        #expect(try place.run(check + "json").output.contains("\"findings\": []"))
        #expect(try place.run("fleetseal check --staged --trust example.trust").status == 0)
    }
}
