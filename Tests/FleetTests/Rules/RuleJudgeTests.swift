import Documents
import Sealing
import Testing

@testable import Fleet

@Suite struct RuleJudgeTests {
    static let rules = """
        - name: team-a
          paths: [secrets/team-a/**]
          allow: {namespaces: [a, a-*], groups: [production, staging, us-*], types: [Opaque], scopes: [strict]}
        - name: team-b
          paths: [secrets/team-b/**]
          allow: {namespaces: [b]}
        - name: certificates
          paths: [secrets/*/certificates/**, secrets/shared/**]
          allow: {namespaces: [a, b], groups: [fleet], types: [kubernetes.io/*]}
        - name: wanted
          all: true
          require: {secret: a/db, keys: [key]}
        """

    /// A secret, and what is not allowed about it: rule, fact, line and column.
    struct Case: Sendable, CustomTestStringConvertible {
        let title: String
        let path: String
        let groups: [String]
        var parts: [String] = []
        var more: [String] = []
        let wanted: [String]
        var testDescription: String { "\(path) \(groups) \(more)" }
    }

    @Test(arguments: cases)
    func `says what is not allowed and where`(each: Case) throws {
        let entry = try RuleFixture.entry(
            each.title,
            at: each.path,
            groups: each.groups,
            parts: each.parts.map { cluster in
                (each.path.replacing(".yaml", with: "@\(cluster).yaml"), cluster)
            },
            more: each.more
        )
        let found = RuleJudge(try RuleFixture.rules(Self.rules)).violations(of: entry)
        #expect(found.map(Self.described) == each.wanted)
        for violation in found {
            #expect(violation.message.hasPrefix("judge \(each.title) by the rules: "))
            #expect(!violation.hint.isEmpty)
        }
    }

    private static func described(_ violation: RuleViolation) -> String {
        let place = violation.position.map { ":\($0)" } ?? ""
        return
            "\(violation.rules.joined(separator: "+")) \(violation.fact) \(violation.path)\(place)"
    }

    static let cases = [
        Case(
            title: "a/db",
            path: "secrets/team-a/a/db.yaml",
            groups: ["production", "us-1"],
            wanted: []
        ),
        Case(
            title: "a-x/db",
            path: "secrets/team-a/deep/er/a-x/db.yaml",
            groups: ["staging"],
            parts: ["us-2", "us-1"],
            wanted: []
        ),
        Case(
            title: "a/db",
            path: "secrets/team-a/a/db.yaml",
            groups: ["production", "fleet", "eu-1"],
            wanted: [
                "team-a group(\"fleet\") secrets/team-a/a/db.yaml:10:10",
                "team-a group(\"eu-1\") secrets/team-a/a/db.yaml:14:10",
            ]
        ),
        Case(
            title: "a/db",
            path: "secrets/team-a/a/db.yaml",
            groups: ["production"],
            parts: ["eu-1"],
            wanted: ["team-a group(\"eu-1\") secrets/team-a/a/db@eu-1.yaml:6:10"]
        ),
        Case(
            title: "b/db",
            path: "secrets/team-a/b/db.yaml",
            groups: ["production"],
            wanted: ["team-a namespace secrets/team-a/b/db.yaml:3:33"]
        ),
        Case(
            title: "a/db",
            path: "secrets/team-a/a/db.yaml",
            groups: [],
            more: ["type: kubernetes.io/tls", "scope: any"],
            wanted: [
                "team-a type secrets/team-a/a/db.yaml:5:9",
                "team-a scope secrets/team-a/a/db.yaml:6:10",
            ]
        ),
        // The defaults count as if they were written.
        Case(
            title: "a/db",
            path: "secrets/shared/a/db.yaml",
            groups: ["fleet"],
            wanted: ["certificates type secrets/shared/a/db.yaml:5:3"]
        ),
        Case(
            title: "b/db",
            path: "secrets/team-b/b/db.yaml",
            groups: ["anything"],
            more: ["type: example.com/any", "scope: any"],
            wanted: []
        ),
        Case(
            title: "a/db",
            path: "secrets/a/db.yaml",
            groups: ["production"],
            wanted: [" path secrets/a/db.yaml"]
        ),
        // Two rules for one path: each may allow it, but not one half each.
        Case(
            title: "a/db",
            path: "secrets/team-a/certificates/a/db.yaml",
            groups: ["fleet"],
            more: ["type: kubernetes.io/tls"],
            wanted: []
        ),
        Case(
            title: "a/db",
            path: "secrets/team-a/certificates/a/db.yaml",
            groups: ["fleet", "production"],
            more: ["type: kubernetes.io/tls"],
            wanted: [
                "certificates+team-a group(\"production\") secrets/team-a/certificates/a/db.yaml:11:10"
            ]
        ),
        Case(
            title: "b/db",
            path: "secrets/team-a/certificates/b/db.yaml",
            groups: ["production"],
            wanted: [
                "certificates type secrets/team-a/certificates/b/db.yaml:5:3",
                "certificates group(\"production\") secrets/team-a/certificates/b/db.yaml:6:10",
            ]
        ),
    ]

    @Test func `without a rule that allows, anything goes`() throws {
        let entry = try RuleFixture.entry("x/app", at: "secrets/x/app.yaml", groups: ["fleet"])
        for text in ["- {name: a, all: true, require: {secret: a/b, keys: [c]}}"] {
            let judge = RuleJudge(try RuleFixture.rules(text))
            #expect(judge.allowsAnything)
            #expect(judge.violations(of: entry) == [])
        }
        let closed = RuleJudge(
            try RuleFixture.rules("- {name: a, paths: [secrets/none/**], allow: {}}")
        )
        #expect(closed.violations(of: entry).map(\.fact) == [.path])
    }

    @Test func `a rule without paths is for all of them, one without a list for all of that`()
        throws
    {
        let entry = try RuleFixture.entry("x/app", at: "secrets/z/x/app.yaml", groups: ["fleet"])
        let judge = RuleJudge(try RuleFixture.rules("- {name: a, allow: {}}"))
        #expect(!judge.allowsAnything)
        #expect(judge.violations(of: entry) == [])
    }

    @Test func `each file of a secret has to stand where one rule lets it`() throws {
        let judge = RuleJudge(
            try RuleFixture.rules("- {name: a, paths: [secrets/x/app.yaml], allow: {}}")
        )
        let whole = try RuleFixture.entry("x/app", at: "secrets/x/app.yaml")
        #expect(judge.violations(of: whole) == [])
        let split = try RuleFixture.entry(
            "x/app",
            at: "secrets/x/app.yaml",
            parts: [("secrets/x/app@us.yaml", "us")]
        )
        let found = judge.violations(of: split)
        #expect(found.map(\.path) == ["secrets/x/app@us.yaml"])
        #expect(found.map(\.rules) == [["a"]])
    }

    @Test(arguments: [
        ("a/db", ["production"], [String](), true), ("b/db", ["anything"], [], true),
        ("c/db", ["production"], [], false), ("a/db", ["eu-1"], [], false),
        ("a/db", ["fleet"], ["type: kubernetes.io/tls"], true),
        ("a/db", ["fleet"], ["type: example.com/x"], false),
        ("a/db", ["production"], ["scope: any"], false),
    ])
    func `a document without a path is judged by all but the paths`(
        title: String,
        groups: [String],
        more: [String],
        isAllowed: Bool
    ) throws {
        let entry = try RuleFixture.entry(
            title,
            at: "secrets/\(title).yaml",
            groups: groups,
            more: more
        )
        let judge = RuleJudge(try RuleFixture.rules(Self.rules))
        #expect(judge.violations(ofResource: entry.document).isEmpty == isAllowed)
        #expect(judge.violations(of: entry).map(\.fact) == [.path])
    }

    @Test func `what is to be written is judged as what is there`() throws {
        let judge = RuleJudge(try RuleFixture.rules(Self.rules))
        let entry = try RuleFixture.entry(
            "a/db",
            at: "secrets/team-a/a/db.yaml",
            groups: ["staging"]
        )
        #expect(judge.violations(of: entry, adding: "production") == [])
        #expect(judge.violations(of: entry, adding: "staging") == [])
        let added = judge.violations(of: entry, adding: "fleet")
        let there = judge.violations(
            of: try RuleFixture.entry("a/db", at: "secrets/team-a/a/db.yaml", groups: ["fleet"])
        )
        #expect(added.map(\.message) == there.map(\.message))
        #expect(added.map(\.hint) == there.map(\.hint))
        let made = judge.violations(
            making: try .init(parsing: "a/db"),
            path: "secrets/team-a/a/db.yaml",
            type: "Opaque",
            scope: .strict,
            group: "fleet"
        )
        #expect(made.map(\.message) == there.map(\.message))
    }

    @Test func `the message says what is wrong and the hint what is right`() throws {
        let judge = RuleJudge(try RuleFixture.rules(Self.rules))
        let two = try RuleFixture.entry(
            "a/db",
            at: "secrets/team-a/certificates/a/db.yaml",
            groups: ["fleet"]
        )
        let found = try #require(judge.violations(of: two).first)
        #expect(
            found.error.description
                == "secrets/team-a/certificates/a/db.yaml:6:10: judge a/db by the rules: team-a does not allow a layer for fleet"
        )
        #expect(
            found.hint
                == "team-a allows groups production, staging, us-*; one rule has to allow all of it, and certificates does not either"
        )
        let stray = try RuleFixture.entry("a/db", at: "secrets/a/db.yaml")
        let path = try #require(judge.violations(of: stray).first)
        #expect(path.message == "judge a/db by the rules: none lets it stand here")
        #expect(
            path.hint
                == "rules for namespace a let it stand in secrets/team-a/**, secrets/*/certificates/**, secrets/shared/**"
        )
    }
}
