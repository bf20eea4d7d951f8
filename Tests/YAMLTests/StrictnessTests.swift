import Testing

@testable import YAML

@Suite struct StrictnessTests {
    /// A source that is refused: where, and why.
    static let refused: [(String, String)] = [
        // Directives, anchors, aliases, tags, merge keys.
        ("%YAML 1.1\n---\na: 1\n", "1:1: directives are not allowed"),
        ("%TAG ! tag:x,2026:\n---\na: 1\n", "1:1: directives are not allowed"),
        (
            "%FOO bar\n---\na: 1\n",
            "1:1: directives are not allowed"
        ),
        ("a: 1\n...\n# c\n%YAML 1.1\n---\nb: 1\n", "4:1: directives are not allowed"),
        ("a: 1\n%TAG ! b\n---\nb: 1\n", "2:1: directives are not allowed"),
        ("---\n...\n...\n%TAG ! b\n---\nb: 1\n", "4:1: directives are not allowed"),
        ("a: &x 1\n", "1:4: anchors are not allowed"),
        ("a:\n- &x\n  b: 1\n", "2:3: anchors are not allowed"),
        ("&x a: 1\n", "1:1: anchors are not allowed"),
        ("a: [&x 1]\n", "1:5: anchors are not allowed"),
        ("- *x\n", "1:3: aliases are not allowed"),
        ("*x : 1\n", "1:1: aliases are not allowed"),
        ("a: !!str 1\n", "1:4: tags are not allowed"),
        ("a: ! 1\n", "1:4: tags are not allowed"),
        ("a: !<tag:yaml.org,2002:str> 1\n", "1:4: tags are not allowed"),
        ("a: !x {b: 1}\n", "1:4: tags are not allowed"),
        ("a: !x [b]\n", "1:4: tags are not allowed"),
        ("a: 1\n<<: {b: 1}\n", "2:1: merge keys are not allowed"),
        // Keys.
        ("a: 1\nb: 2\na: 3\n", "3:1: key occurs twice, first at 1:1"),
        ("{\"a\": 1, 'a': 2}", "1:10: key occurs twice, first at 1:2"),
        ("a: {b: {c: 1, c: 2}}", "1:15: key occurs twice, first at 1:9"),
        ("ü: 1\n\"\\u00fc\": 2\n", "2:1: key occurs twice, first at 1:1"),
        ("? a\n: 1\n", "1:1: key is not a plain or quoted text on one line"),
        ("a: 1\n? b\n: 2\n", "2:1: key is not a plain or quoted text on one line"),
        ("? a\n", "1:1: key is not a plain or quoted text on one line"),
        ("? a : b\n", "1:3: key is not a plain or quoted text on one line"),
        ("{? a : b}\n", "1:2: key is not a plain or quoted text on one line"),
        ("{b: 1, ? a : b}\n", "1:8: key is not a plain or quoted text on one line"),
        ("? |\n  a\n: 1\n", "1:1: key is not a plain or quoted text on one line"),
        ("{[a]: 1}\n", "1:2: key is not a plain or quoted text on one line"),
        ("[a]: 1\n", "1:1: key is not a plain or quoted text on one line"),
        ("{a: 1}: 1\n", "1:1: key is not a plain or quoted text on one line"),
        (": 1\n", "1:1: while parsing a block mapping: did not find expected key"),
        ("{: 1}\n", "1:2: while parsing a flow node: did not find expected node content"),
        ("{a}\n", "1:2: key without a value"),
        ("{a, b: 1}\n", "1:2: key without a value"),
        ("{a:1}\n", "1:2: key without a value"),
        ("[a: 1]\n", "1:2: pair inside a flow sequence"),
        ("[\"a\":1]\n", "1:2: pair inside a flow sequence"),
        ("1: a\n", "1:1: key that some version of YAML does not read as a string"),
        ("no: a\n", "1:1: key that some version of YAML does not read as a string"),
        ("{true: a}\n", "1:2: key that some version of YAML does not read as a string"),
        ("2026-11-21: a\n", "1:1: key that some version of YAML does not read as a string"),
        ("null: a\n", "1:1: key that some version of YAML does not read as a string"),
        ("=: a\n", "1:1: key that some version of YAML does not read as a string"),
        // What libyaml refuses.
        ("a: b: c\n", "1:5: mapping values are not allowed in this context"),
        ("a: 1\n b: 2\n", "2:3: mapping values are not allowed in this context"),
        (
            "a:\n\tb: 1\n",
            "2:1: while scanning for the next token: found character that cannot start any token"
        ),
        (
            "a: [1, 2\n",
            "2:1: while parsing a flow sequence from 1:4: did not find expected ',' or ']'"
        ),
        (
            "a: \"x\n",
            "2:1: while scanning a quoted scalar from 1:4: found unexpected end of stream"
        ),
        (
            "a: \"\\q\"\n",
            "1:5: while parsing a quoted scalar from 1:4: found unknown escape character"
        ),
        (
            "a: @x\n",
            "1:4: while scanning for the next token: found character that cannot start any token"
        ),
        (
            "a: `x`\n",
            "1:4: while scanning for the next token: found character that cannot start any token"
        ),
        (
            "a: %x\n",
            "1:4: while scanning for the next token: found character that cannot start any token"
        ),
        ("a\nb: 1\n", "2:2: mapping values are not allowed in this context"),
        (
            "- a\nb: 1\n",
            "2:1: while parsing a block collection from 1:1: did not find expected '-' indicator"
        ),
        ("a: 1\n- b\n", "2:1: while parsing a block mapping from 1:1: did not find expected key"),
        ("a: ]\n", "1:4: while parsing a block node: did not find expected node content"),
        ("a: 'x' y\n", "1:8: while parsing a block mapping from 1:1: did not find expected key"),
        ("[a, , b]\n", "1:5: while parsing a flow node: did not find expected node content"),
        ("[, a]\n", "1:2: while parsing a flow node: did not find expected node content"),
        ("--- a: 1\n", "1:6: mapping values are not allowed in this context"),
        ("a: 1\n... b\n", "2:5: did not find expected <document start>"),
        (
            "a: \"\\uD83D\\uDE00\"\n",
            "1:7: while parsing a quoted scalar from 1:4: found invalid Unicode character escape code"
        ),
        (
            "{\"a\": \"\\uD83D\"}",
            "1:10: while parsing a quoted scalar from 1:7: found invalid Unicode character escape code"
        ),
        (
            "{\"a\": \"\\uDE00\\uD83D\"}",
            "1:10: while parsing a quoted scalar from 1:7: found invalid Unicode character escape code"
        ),
        // Comments.
        ("a: \"x\"#c\n", "1:7: no space before the comment"),
        ("a: [x]#c\n", "1:7: no space before the comment"),
        ("[x,#c\ny]\n", "1:4: no space before the comment"),
        ("--- \"x\"#c\n", "1:8: no space before the comment"),
        // JSON pairs in other places.
        ("{\"a\": '\"\\uD83D\\uDE00'}", "1:7: surrogate escape outside a JSON string"),
        ("{\"a\": \"\\uD83D\\uDE00\\x41\"}", "1:20: escape that JSON does not have"),
        ("{\"a\": \"\\uD83D\\uDE00\n\"}", "1:20: line break in a JSON string"),
    ]

    @Test(arguments: refused)
    func `refuses what strict files do not have`(text: String, expected: String) {
        let error = #expect(throws: YAMLError.self) { _ = try file(text) }
        #expect(error?.description == expected)
    }
    static let bytes: [([UInt8], String)] = [
        ([0xFF, 0xFE, 0x61, 0x00], "1:1: file is UTF-16 or UTF-32"),
        ([0xFE, 0xFF, 0x00, 0x61], "1:1: file is UTF-16 or UTF-32"),
        ([0x61, 0x00, 0x3A, 0x00], "1:1: file is UTF-16 or UTF-32"),
        ([0x00, 0x61, 0x00, 0x3A], "1:1: file is UTF-16 or UTF-32"),
        ([0x00, 0x00, 0x00, 0x61], "1:1: file is UTF-16 or UTF-32"),
        ([0xEF, 0xBB, 0xBF] + Array("a: 1".utf8), "1:1: file starts with a byte order mark"),
        (Array("a: \u{FEFF}b".utf8), "1:4: character U+FEFF is not allowed"),
        (Array("a:\n- b\u{0}".utf8), "2:4: character U+0000 is not allowed"),
        (Array("é: \u{1B}[0m".utf8), "1:4: character U+001B is not allowed"),
        (Array("a: \u{7F}".utf8), "1:4: character U+007F is not allowed"),
        (Array("a: \u{85}".utf8), "1:4: character U+0085 is not allowed"),
        (Array("a: \u{9F}".utf8), "1:4: character U+009F is not allowed"),
        (Array("a: x\u{2028}b: 2".utf8), "1:5: character U+2028 is not allowed"),
        (Array("a: x\u{2029}b: 2".utf8), "1:5: character U+2029 is not allowed"),
        (Array("a: \u{FFFE}".utf8), "1:4: character U+FFFE is not allowed"),
        (Array("a: 1\rb: 2\n".utf8), "1:5: carriage return without a line feed"),
        (Array("a: 1\r".utf8), "1:5: carriage return without a line feed"),
        (Array("é: 1\né".utf8) + [0xC3], "2:2: bytes are not UTF-8"),
        ([0x61, 0x3A, 0x20, 0x80], "1:4: bytes are not UTF-8"),
        ([0x61, 0x3A, 0x20, 0xC0, 0xAF], "1:4: bytes are not UTF-8"),
        ([0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], "1:4: bytes are not UTF-8"),
        ([0x61, 0x3A, 0x20, 0xF4, 0x90, 0x80, 0x80], "1:4: bytes are not UTF-8"),
        (Array("a: 1\n# ".utf8) + [0xE9], "2:3: bytes are not UTF-8"),
    ]
    @Test(arguments: bytes)
    func `refuses bytes that are not plain UTF-8 text`(bytes: [UInt8], expected: String) {
        let error = #expect(throws: YAMLError.self) { _ = try YAMLFile(bytes) }
        #expect(error?.description == expected)
    }
}
