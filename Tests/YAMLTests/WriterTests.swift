import Testing

@testable import YAML

@Suite struct WriterTests {
    @Test func `writes documents as people do`() {
        let group = Content.mapping([
            ("kind", .string("FleetGroup")),
            ("metadata", .flowMapping([("name", .string("production"))])),
            (
                "spec",
                .mapping([
                    ("epoch", .bare("4")),
                    ("select", .mapping([("matchLabels", .flowMapping([("env", .string("no"))]))])),
                    (
                        "keys",
                        .sequence([
                            .mapping([
                                ("id", .string("kabcdefghijk")), ("created", .string("2026-11-21")),
                                ("rekeyDue", .sequence([])), ("sealedTo", .mapping([])),
                            ]),
                            .sequence([.bare("1"), .quoted("a")]),
                        ])
                    ),
                    ("values", .mapping([("a b", .below("fs1:k:v:AAAA+/=="))])),
                ])
            ),
        ])
        let text = String(
            decoding: YAMLWriter.file([group, .flowSequence([.string("x,")])]),
            as: UTF8.self
        )
        #expect(
            text == """
                kind: FleetGroup
                metadata: {name: production}
                spec:
                  epoch: 4
                  select:
                    matchLabels: {env: "no"}
                  keys:
                  - id: kabcdefghijk
                    created: "2026-11-21"
                    rekeyDue: []
                    sealedTo: {}
                  - - 1
                    - "a"
                  values:
                    a b:
                      fs1:k:v:AAAA+/==
                ---
                ["x,"]

                """
        )
    }

    static let texts = [
        "", " ", "a", " a", "a ", "a b", "a: b", "a:", ":a", "a #b", "a#b", "#a", "- a", "-",
        "--- a",
        "---", "...", "..", "? a", "[a", "{{a}}", "a, b", "&a", "*a", "!a", "%a", "@a", "`a`",
        "'a'",
        "\"a\"", "a\"b", "it's", "\\", "a\\n", "a\nb", "a\r\n", "\t", "a\tb", "\u{0}", "\u{1B}[0m",
        "\u{7F}",
        "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}", "\u{FFFE}", "\u{202E}abc", "é", "e\u{301}",
        "\u{1F600}", "日本",
        "null", "~", "no", "y", "1", "1.10", "1e3", "0x1F", "1:30", "2026-11-21", ".5", ".inf", "=",
        "<<",
        "v1.10", "10.0.0.1", "http://x/y?z=1&a=b", "postgres://{{u}}:{{p}}@db/x", "a|b", ">", "|",
        "$x", "/x",
        "fs1:kq4m2t7xabcd:vj2k3l4m:QUJD+/==", String(repeating: "x", count: 5000), "\u{10FFFF}",
        "a\u{AD}b",
    ]

    @Test(arguments: texts) func `text is read back as it was, in every place`(text: String) throws
    {
        let contents: [Content] = [
            .mapping([("k", .string(text))]), .mapping([("k", .below(text))]),
            .mapping([("k", .quoted(text))]), .sequence([.string(text)]),
            .flowMapping([("k", .string(text))]), .flowSequence([.string(text), .string(text)]),
            .sequence([.mapping([("k", .string(text)), ("l", .below(text))])]), .string(text),
        ]
        for content in contents {
            let file = try YAMLFile(YAMLWriter.file([content]))
            #expect(file.documents.map { Model($0) } == [Model(content)])
        }
        guard text.unicodeScalars.count < 1000 else { return }
        for content in [Content.mapping([(text, .bare("1"))]), .flowMapping([(text, .bare("1"))])] {
            let file = try YAMLFile(YAMLWriter.file([content]))
            #expect(file.documents.map { Model($0) } == [Model(content)])
        }
    }

    @Test(arguments: texts) func `text is put into any style of text`(text: String) throws {
        for value in [
            "x", "'x'", "\"x\"", "|\n  x\n", ">-\n  x", "\n  x", "[x]", "{x: 1}", "\n  x: 1", "1",
            "",
        ] {
            let file = try file("k: \(value)\nl: 1\n")
            var edits = Edits(file)
            edits.replace(try #require(file.documents.first).at("k"), with: .string(text))
            let root = try #require(YAMLFile(try edits.applied()).documents.first)
            #expect(Model(root.at("k")) == .text(text))
            #expect(root.at("l").isPlainNonString)
        }
    }
}
