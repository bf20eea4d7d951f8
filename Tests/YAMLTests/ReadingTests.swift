import Testing

@testable import YAML

/// The file that `text` is, for tests.
func file(_ text: String) throws -> YAMLFile {
    try YAMLFile(Array(text.utf8))
}

/// A node and all below it in one line, with its style, place and bytes.
func outline(_ node: Node) -> String {
    let place =
        "\(node.style)@\(node.position)[\(node.range.lowerBound)..<\(node.range.upperBound)]"
    switch node.kind {
    case .scalar: return "\(node.text.debugDescription) \(place)"
    case .sequence: return "[" + node.items.map(outline).joined(separator: ", ") + "] \(place)"
    case .mapping:
        let entries = node.entries.map { "\(outline($0.key)): \(outline($0.value))" }
        return "{" + entries.joined(separator: ", ") + "} \(place)"
    }
}

@Suite struct ReadingTests {
    @Test(arguments: [
        ("a: 1\n", #"{"a" plain@1:1[0..<1]: "1" plain@1:4[3..<4]} block@1:1[0..<4]"#),
        (
            "a:\n  b # c\n",
            #"{"a" plain@1:1[0..<1]: "b" plain@2:3[5..<6]} block@1:1[0..<6]"#
        ),
        (
            "é: ['ü', \"\\n\"]",
            #"{"é" plain@1:1[0..<2]: ["ü" singleQuoted@1:5[5..<9], "\n" doubleQuoted@1:10[11..<15]] flow@1:4[4..<16]} block@1:1[0..<16]"#
        ),
        (
            "a: |\n  x\n\n# c\nb:\n",
            #"{"a" plain@1:1[0..<1]: "x\n" literal@1:4[3..<8], "b" plain@5:1[14..<15]: "" plain@5:3[16..<16]} block@1:1[0..<16]"#
        ),
        (
            "- # c\n- - 1\n  -\n",
            #"["" plain@1:2[1..<1], ["1" plain@2:5[10..<11], "" plain@3:4[15..<15]] block@2:3[8..<15]] block@1:1[0..<15]"#
        ),
        (
            "{\"a\": \"\\uD83D\\uDE00x\", \"b\": }",
            #"{"a" doubleQuoted@1:2[1..<4]: "😀x" doubleQuoted@1:7[6..<21], "b" doubleQuoted@1:24[23..<26]: "" plain@1:28[27..<27]} flow@1:1[0..<29]"#
        ),
    ])
    func `nodes have their value, style, place and bytes`(text: String, expected: String) throws {
        #expect(try file(text).documents.map(outline) == [expected])
    }
}
