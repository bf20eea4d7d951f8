import SafeText
import Foundation
import Sealing
import Testing

@testable import CommandLine
@testable import Commands
@testable import Inspection

/// Text of others in Markdown, read back with CommonMark's own rule for code.
@Suite struct PlanMarkdownTests {
    static let hostile = [
        "plain", "`", "``", "`a`", "a``b```c", " `", "` ", "[a](https://evil.example)",
        "![x](https://evil.example/x.png)", "<img src=x onerror=y>", "<!-- -->", "-->", "@everyone",
        "a | b", "line\nbreak\n\n# heading", "\r\n- item", "https://evil.example",
        "\u{202E}reversed",
        "zero\u{200B}width", "\u{1B}[31mred", "\u{0}", "/close", "#1", "!1", "~~~", "```", "\\`",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}", String(repeating: "`", count: 70), "", " ", "   x",
        "\u{2028}", "<details>", "&lt;b&gt;", "*b* _i_", "$x$", "\u{3000}wide", "\u{FE0F}",
    ]

    @Test(arguments: hostile)
    func `a word of somebody else stays in one span of code`(text: String) throws {
        let markdown = Markdown.text("before \(text) and \(text)\(text) after")
        #expect(!markdown.contains("\n") && !markdown.contains("\r"))
        let outside = try Self.outside(markdown)
        #expect(outside.split(separator: " ").joined(separator: " ") == "before and after")
    }

    @Test(arguments: hostile)
    func `no line of a text ends its block`(text: String) throws {
        let diff = TextDiff(from: "old\n\(text)", to: "\(text)\nnew\n\(text)\n~~~~\n````")
        let lines = Markdown.block(diff).split(separator: "\n", omittingEmptySubsequences: false)
        let fence = try #require(lines.last)
        #expect(fence.allSatisfy { $0 == "`" } && fence.count >= 3)
        #expect(lines.first == fence + "diff")
        for line in lines.dropFirst().dropLast() {
            #expect(["  ", "- ", "+ "].contains { line.hasPrefix($0) }, "\(line)")
            let run = line.drop { $0 == " " }.prefix { $0 == "`" }
            #expect(run.count < fence.count, "\(line)")
            #expect(!line.unicodeScalars.contains { $0.isHarmful })
        }
    }

    @Test func `what would be out of sight is brought into it`() {
        let far = "a" + String(repeating: " ", count: 5000) + "b"
        #expect(ShownText.line(far) == "a⟨5000 blanks⟩b")
        #expect(ShownText.line("a ") == "a⟨1 blanks at the end⟩")
        let long = DiffLines.shown(TextDiff(from: "", to: String(repeating: "x", count: 1000)))
        #expect(long.count == 10)
        #expect(long.allSatisfy { $0.text.unicodeScalars.count <= ShownText.lineLimit + 2 })
        let deep = TextDiff(from: "", to: "a" + String(repeating: "\n", count: 900) + "b")
        #expect(DiffLines.shown(deep).map(\.text) == ["a", "⟨899 empty lines⟩", "b"])
        #expect(
            ShownText.word(String(repeating: "x", count: 1000)).hasSuffix("… (700 more characters)")
        )
    }

    // MARK: Size

    private static func plan(dangerous: Int, values: Int, clusters: Int = 100) -> Plan {
        var plan = Plan()
        plan.changedFiles = dangerous + values
        plan.clusters = (0..<clusters).map { "cluster-\($0)" }
        plan.registry = (0..<dangerous).map { LargePlan.statement("operator-added", number: $0) }
        plan.values = (0..<values).map { LargePlan.value($0) }
        return plan
    }

    @Test func `a plan that fits is shown whole`() {
        let markdown = PlanMarkdown(Self.plan(dangerous: 3, values: 3), title: "a to b")
        #expect(!markdown.isCut)
        #expect(markdown.text.hasPrefix("<!-- fleetseal plan -->\n"))
        #expect(markdown.text.contains("`team/secret-2`"))
    }

    @Test func `what is not dangerous gives way first`() {
        let markdown = PlanMarkdown(Self.plan(dangerous: 300, values: 5000), title: "a to b")
        #expect(!markdown.isCut)
        #expect(markdown.text.utf8.count <= PlanMarkdown.limit)
        for number in 0..<300 { #expect(markdown.text.contains("operator `op-\(number)` is new")) }
        #expect(!markdown.text.contains("`team/secret-2`"))
        #expect(markdown.text.contains("5000 changed in 5000 documents"))
    }

    @Test func `what changes is named before what is only added`() {
        var plan = Plan()
        plan.changedFiles = 31
        plan.values =
            (0..<1500).map { LargePlan.value($0, .added) }
            .sorted { $0.title < $1.title } + [LargePlan.value(77)]
        let markdown = PlanMarkdown(plan, title: "a to b")
        #expect(!markdown.isCut)
        #expect(markdown.text.utf8.count <= PlanMarkdown.limit)
        #expect(markdown.text.contains("- `team/secret-77`\n  - `password` for `fleet` changed"))
        #expect(markdown.text.contains("- `team/secret-7`: 50 values added"))
    }

    @Test func `what is dangerous is never shortened in silence`() {
        let markdown = PlanMarkdown(Self.plan(dangerous: 5000, values: 0), title: "a to b")
        #expect(markdown.isCut)
        #expect(markdown.text.utf8.count <= PlanMarkdown.limit)
        #expect(markdown.text.contains("Too long to be reviewed here"))
        #expect(markdown.text.contains("5000 × `operator-added`"))
        #expect(!markdown.text.contains("op-17"))
    }

    // MARK: CommonMark

    /// What is left of a line without its spans of code.
    private static func outside(_ line: String) throws -> String {
        var left = Array(line)
        var result = ""
        while let first = left.first {
            guard first == "`" else {
                result.append(left.removeFirst())
                continue
            }
            let run = left.prefix { $0 == "`" }.count
            var index = run
            var end: Int?
            while index < left.count {
                let next = left[index...].prefix { $0 == "`" }.count
                if next == run {
                    end = index
                    break
                }
                index += max(next, 1)
            }
            left = Array(left[(try #require(end, "an open span in \(line)") + run)...])
        }
        return result
    }
}

private enum LargePlan {
    private static let sealedTo = HeldKey(PrivateKey.random()).key.publicKey.id

    static func statement(_ code: String, number: Int) -> PlanStatement {
        PlanStatement(
            code,
            danger: true,
            "fleet",
            "operator \("op-\(number)") is new: it may sign the registry, and opens every group",
            details: ["fingerprint \(String(repeating: "abcd-", count: 12))"]
        )
    }

    static func value(_ number: Int, _ kind: ValueChange.Kind = .changed) -> ValueChange {
        ValueChange(
            title: "team/secret-\(kind == .added ? number % 30 : number)",
            group: "fleet",
            key: kind == .added ? "key-\(number)" : "password",
            kind: kind,
            oldID: ValueID.random(),
            newID: ValueID.random(),
            sealedTo: sealedTo,
            reach: ValueReach(members: 100, kept: []),
            danger: nil,
            path: "secrets/team/secret-\(number).yaml",
            line: 1
        )
    }
}
