import Testing

@testable import YAML

@Suite struct EditCheckTests {
    static let before = "a: 1\nb: 'x'\nc:\n- p\n- q\n---\nd: {e: f}\n"

    private func check(_ after: String) throws {
        let file = try file(Self.before)
        let root = try #require(file.documents.first)
        let changes: [Edits.Change] = [
            .replace(root.at("a").index, .string("new")),
            .insertEntry("added", .bare("2"), into: root.index, before: "c"),
            .removeItem(1, from: root.at("c").index),
        ]
        try EditCheck(EditPlan(changes, of: file)).check(Array(after.utf8))
    }

    @Test(arguments: [
        "a: new\nb: 'x'\nadded: 2\nc:\n- p\n---\nd: {e: f}\n",
        "a: \"new\"\nb: 'x'\nadded: 2\nc:\n- p\n---\nd: {e: f}\n",
    ])
    func `lets pass what the changes mean`(after: String) throws {
        try check(after)
    }

    @Test(arguments: [
        "a: new\nb: x\nadded: 2\nc:\n- p\n---\nd: {e: f}\n",
        "a: new\nb: 'z'\nadded: 2\nc:\n- p\n---\nd: {e: f}\n",
        "a: new\nb: 'x'\nadded: \"2\"\nc:\n- p\n---\nd: {e: f}\n",
        "a: 1\nb: 'x'\nadded: 2\nc:\n- p\n---\nd: {e: f}\n",
        "a: new\nb: 'x'\nc:\n- p\nadded: 2\n---\nd: {e: f}\n",
        "a: new\nb: 'x'\nadded: 2\nc:\n- q\n---\nd: {e: f}\n",
        "a: new\nb: 'x'\nadded: 2\nc:\n- p\n- q\n---\nd: {e: f}\n",
        "a: new\nb: 'x'\nadded: 2\nc: [p]\n---\nd: {e: f}\n",
        "a: new\nb: 'x'\nadded: 2\nc:\n- p\n",
        "a: new\nb: 'x'\nadded: 2\nc:\n- p\n---\nd: {e: f}\n---\ng\n",
        "a: new\nb: 'x'\nadded: 2\nc:\n- p\n---\nd: {e: f, g: h}\n",
        "a: new\nb: 'x'\nadded: 2\nc:\n- p\nd: {e: f}\n",
        "a: new\nb: 'x'\nadded: 2\nc:\n- p\n---\nd: {e: f}\n\t",
        "",
    ])
    func `refuses whatever else there could be`(after: String) {
        #expect(throws: YAMLError.self) { try check(after) }
    }

    static let mistakes: [(EditCase, String)] = [
        (EditCase("a: 1\n", "") { $1.remove("b", from: $0) }, "1:1: mapping does not have the key"),
        (
            EditCase("a: 1\n", "") { $1.insert("c", .bare("1"), into: $0, before: "b") },
            "1:1: mapping does not have the key"
        ),
        (
            EditCase("a: [x]\n", "") { $1.remove(at: 1, from: $0.at("a")) },
            "1:4: sequence does not have the item"
        ),
        (
            EditCase("a: [x]\n", "") { $1.insert(.bare("1"), into: $0.at("a"), at: 2) },
            "1:4: sequence does not have the item"
        ),
        (
            EditCase("a: x\n", "") { $1.insert("b", .bare("1"), into: $0.at("a")) },
            "1:4: node is not a mapping"
        ),
        (
            EditCase("a: {}\n", "") { $1.insert(.bare("1"), into: $0.at("a"), at: 0) },
            "1:4: node is not a sequence"
        ),
        (
            EditCase("a: 1\n", "") { $1.insert("a", .bare("1"), into: $0) },
            "1:1: edits give a file that cannot be read: 2:1: key occurs twice, first at 1:1"
        ),
        (
            EditCase("a:\n  b: 1\n", "") {
                $1.replace($0.at("a"), with: .bare("1"))
                $1.replace($0.at("a").at("b"), with: .bare("1"))
            }, "2:6: edits contradict"
        ),
        (
            EditCase("a:\n  b: 1\n", "") {
                $1.remove("a", from: $0)
                $1.insert("c", .bare("1"), into: $0.at("a"))
            }, "2:3: edits contradict"
        ),
        (
            EditCase("a: |\n  x", "") { $1.insert("b", .bare("1"), into: $0) },
            "1:4: text ends with the file, without a line end, and cannot be followed"
        ),
    ]

    @Test(arguments: mistakes)
    func `a change that cannot be made is an error with its place`(
        _ mistake: EditCase,
        _ expected: String
    ) throws {
        let error = #expect(throws: YAMLError.self) { _ = try mistake.run() }
        #expect(error?.description == expected)
    }

    @Test func `what an edit makes too large is refused`() throws {
        var limits = ReadingLimits()
        limits.bytes = 10
        let file = try YAMLFile(Array("a: 1\n".utf8), limits: limits)
        var edits = Edits(file)
        edits.replace(try #require(file.documents.first).at("a"), with: .string("longer than that"))
        #expect(throws: YAMLError.self) { _ = try edits.applied() }
    }
}
