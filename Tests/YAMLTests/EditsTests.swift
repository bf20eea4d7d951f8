import Testing

@testable import YAML

/// A file, what is done to it, and what becomes of it.
struct EditCase: Sendable, CustomTestStringConvertible {
    let before: String
    let after: String
    let edit: @Sendable (Node, inout Edits) -> Void

    init(_ before: String, _ after: String, _ edit: @escaping @Sendable (Node, inout Edits) -> Void)
    {
        self.before = before
        self.after = after
        self.edit = edit
    }

    var testDescription: String { before.debugDescription }

    func run() throws -> String {
        let file = try file(before)
        var edits = Edits(file)
        edit(try #require(file.documents.first), &edits)
        return String(decoding: try edits.applied(), as: UTF8.self)
    }
}

extension Node {
    /// The value of a key that is there, else the node itself, so that a test fails and not the process.
    func at(_ key: String) -> Node { self[key] ?? self }
}

@Suite struct EditsTests {
    static let replacements: [EditCase] = [
        EditCase("a: 1\n", "a: x\n") { $1.replace($0.at("a"), with: .string("x")) },
        EditCase("a: 'x' # c\n", "a: 'it''s' # c\n") {
            $1.replace($0.at("a"), with: .string("it's"))
        },
        EditCase("a: 'x'\n", "a: \"x\\n\"\n") { $1.replace($0.at("a"), with: .string("x\n")) },
        EditCase("a: \"x\"\r\nb: 1", "a: \"q\"\r\nb: 1") {
            $1.replace($0.at("a"), with: .string("q"))
        },
        EditCase("a:\n  x # c\n", "a:\n  q # c\n") { $1.replace($0.at("a"), with: .string("q")) },
        EditCase("a:\n   x", "a:\n   q") { $1.replace($0.at("a"), with: .below("q")) },
        EditCase("a: x # c\nb: 1\n", "a: # c\n  q\nb: 1\n") {
            $1.replace($0.at("a"), with: .below("q"))
        },
        EditCase("a:\r\nb: 1\r\n", "a:\r\n  q\r\nb: 1\r\n") {
            $1.replace($0.at("a"), with: .below("q"))
        },
        EditCase("a:\nb: 1\n", "a: q\nb: 1\n") { $1.replace($0.at("a"), with: .string("q")) },
        EditCase("a: # c\n", "a: no # c\n") { $1.replace($0.at("a"), with: .bare("no")) },
        EditCase("a: # c\n", "a: \"no\" # c\n") { $1.replace($0.at("a"), with: .string("no")) },
        EditCase("a: |\n  x\n  q\n\nb: 1\n", "a: z\n\nb: 1\n") {
            $1.replace($0.at("a"), with: .string("z"))
        },
        EditCase("a: 1 # c\nb: 2\n", "a: # c\n  x: 1\n  q:\n    z\nb: 2\n") {
            $1.replace($0.at("a"), with: .mapping([("x", .bare("1")), ("q", .below("z"))]))
        },
        EditCase("a: 1 # c\nb: 2\n", "a: # c\n- 1\n- - 2\n  - 3\nb: 2\n") {
            $1.replace(
                $0.at("a"),
                with: .sequence([.bare("1"), .sequence([.bare("2"), .bare("3")])])
            )
        },
        EditCase("a: # c\n  # d\n  x: 1 # e\n  q: 2 # f\nb: 2\n", "a: 1 # c\n  # d\nb: 2\n") {
            $1.replace($0.at("a"), with: .bare("1"))
        },
        EditCase("a:\n- x\nb: 2\n", "a:\n  k: v\nb: 2\n") {
            $1.replace($0.at("a"), with: .mapping([("k", .string("v"))]))
        },
        EditCase("a:\n  - x\nb: 2\n", "a:\n  - q\n  - z\nb: 2\n") {
            $1.replace($0.at("a"), with: .sequence([.string("q"), .string("z")]))
        },
        EditCase("{a: [1, 2], b: 3}\n", "{a: {x: \"1\"}, b: \"a,b\"}\n") {
            $1.replace($0.at("a"), with: .mapping([("x", .string("1"))]))
            $1.replace($0.at("b"), with: .string("a,b"))
        },
        EditCase("{\"a\":1}\n", "{\"a\":\"x\"}\n") { $1.replace($0.at("a"), with: .string("x")) },
        EditCase("--- 1\n", "---\na: 1\n") { $1.replace($0, with: .mapping([("a", .bare("1"))])) },
        EditCase("# h\na: 1\nb: 1 # c\n", "# h\n{a: 1}\n") {
            $1.replace($0, with: .flowMapping([("a", .bare("1"))]))
        },
    ]

    static let insertions: [EditCase] = [
        EditCase("a: 1", "a: 1\nb: x") { $1.insert("b", .string("x"), into: $0) },
        EditCase("a: 1 # c\n# end\n", "a: 1 # c\nb: x\n# end\n") {
            $1.insert("b", .string("x"), into: $0)
        },
        EditCase("a:\n    x:\n      1\nb: 2\n", "a:\n    x:\n      1\n    q:\n      v\nb: 2\n") {
            $1.insert("q", .below("v"), into: $0.at("a"))
        },
        EditCase("# h\na: 1\n# b\nb: 2\n", "# h\nz: 0\na: 1\nq: 0\nx: 0\n# b\nb: 2\n") {
            $1.insert("z", .bare("0"), into: $0, before: "a")
            $1.insert("q", .bare("0"), into: $0, before: "b")
            $1.insert("x", .bare("0"), into: $0, before: "b")
        },
        EditCase("- a: 1\n  b: 2\n", "- z: 0\n  a: 1\n  b: 2\n  c: 3\n") {
            guard let item = $0.items.first(where: { _ in true }) else { return }
            $1.insert("z", .bare("0"), into: item, before: "a")
            $1.insert("c", .bare("3"), into: item)
        },
        EditCase("- a\n- b # c\n", "- x: 1\n  q: 2\n- a\n- - 1\n- b # c\n- z\n") {
            $1.insert(.mapping([("x", .bare("1")), ("q", .bare("2"))]), into: $0, at: 0)
            $1.insert(.sequence([.bare("1")]), into: $0, at: 1)
            $1.insert(.string("z"), into: $0, at: 2)
        },
        EditCase("{a: 1 }\n", "{z: 0, a: 1, b: [x, \"q z\"] }\n") {
            $1.insert("z", .bare("0"), into: $0, before: "a")
            $1.insert("b", .sequence([.string("x"), .quoted("q z")]), into: $0)
        },
        EditCase("{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"b\": \"x\"\n}\n") {
            $1.insert("b", .string("x"), into: $0)
        },
        EditCase("{\n  a: 1, # c\n}\n", "{\n  z: 0,\n  a: 1, # c\n  b: x,\n}\n") {
            $1.insert("z", .bare("0"), into: $0, before: "a")
            $1.insert("b", .string("x"), into: $0)
        },
        EditCase("{\n  a: 1 # c\n}\n", "{\n  a: 1, # c\n  b: x\n}\n") {
            $1.insert("b", .string("x"), into: $0)
        },
        EditCase("[a, b,]\n", "[a, b, c,]\n") { $1.insert(.string("c"), into: $0, at: 2) },
        EditCase("v: {} # c\n", "v: # c\n  a:\n    x\n  b: q\n") {
            $1.insert("a", .below("x"), into: $0.at("v"))
            $1.insert("b", .string("q"), into: $0.at("v"))
        },
        EditCase("v:\nw: 1\n", "v:\n  a: x\nw: 1\n") {
            $1.insert("a", .string("x"), into: $0.at("v"))
        },
        EditCase("v: []", "v:\n- x") { $1.insert(.string("x"), into: $0.at("v"), at: 0) },
        EditCase("{\"v\": {}}", "{\"v\": {\"a\": \"x\"}}") {
            $1.insert("a", .string("x"), into: $0.at("v"))
        },
        EditCase("a:\n  b:\n    c: 1\n", "a:\n  b:\n    c: 1\n    d: 2\n  e: 3\nf: 4\n") {
            $1.insert("f", .bare("4"), into: $0)
            $1.insert("e", .bare("3"), into: $0.at("a"))
            $1.insert("d", .bare("2"), into: $0.at("a").at("b"))
        },
        EditCase("v:\n  a: |\n    x\n\nb: 1\n", "v:\n  a: |\n    x\n  c: 2\n\nb: 1\n") {
            $1.insert("c", .bare("2"), into: $0.at("v"))
        },
        EditCase("v:\n  a: |+\n    x\n\nb: 1\n", "v:\n  a: |+\n    x\n\n  c: 2\nb: 1\n") {
            $1.insert("c", .bare("2"), into: $0.at("v"))
        },
    ]

    static let removals: [EditCase] = [
        EditCase("a: 1 # c\n# d\nb: 2\nc: 3", "# d\nc: 3") {
            $1.remove("a", from: $0)
            $1.remove("b", from: $0)
        },
        EditCase("a: 1\nb: 2", "a: 1") { $1.remove("b", from: $0) },
        EditCase("v: # c\n  # d\n  a: 1 # e\n  b: 2\nw: 1\n", "v: {} # c\n  # d\nw: 1\n") {
            $1.remove("a", from: $0.at("v"))
            $1.remove("b", from: $0.at("v"))
        },
        EditCase("v:\n- a\n- b\nw: 1\n", "v: []\nw: 1\n") {
            $1.remove(at: 0, from: $0.at("v"))
            $1.remove(at: 1, from: $0.at("v"))
        },
        EditCase("# h\na: 1\n# t\n", "# h\n{}\n# t\n") { $1.remove("a", from: $0) },
        EditCase("- a: 1\n  # c\n  b: 2\n  c: 3\n- d\n", "- # c\n  c: 3\n- d\n") {
            guard let item = $0.items.first(where: { _ in true }) else { return }
            $1.remove("a", from: item)
            $1.remove("b", from: item)
        },
        EditCase("- a: 1\n  b: 2\n  c: 3\n", "- c: 3\n") {
            guard let item = $0.items.first(where: { _ in true }) else { return }
            $1.remove("a", from: item)
            $1.remove("b", from: item)
        },
        EditCase("a: |+\n  x\n\nb: |+\n  q\n\nc: 1\n", "a: |+\n  x\n\nc: 1\n") {
            $1.remove("b", from: $0)
        },
        EditCase("{a: 1, b: 2, c: 3}", "{b: 2}") {
            $1.remove("a", from: $0)
            $1.remove("c", from: $0)
        },
        EditCase("{ a: 1, b: 2 }", "{ a: 1 }") { $1.remove("b", from: $0) },
        EditCase("[a, b, c, ]", "[a, ]") {
            $1.remove(at: 1, from: $0)
            $1.remove(at: 2, from: $0)
        },
        EditCase("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"a\": 1\n}\n") {
            $1.remove("b", from: $0)
        },
        EditCase("{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"b\": 2\n}\n") {
            $1.remove("a", from: $0)
        },
        EditCase("{a: 1, b: 2}", "{a: 1, c: 3}") {
            $1.remove("b", from: $0)
            $1.insert("c", .bare("3"), into: $0)
        },
        EditCase("{a: 1}", "{c: 3}") {
            $1.remove("a", from: $0)
            $1.insert("c", .bare("3"), into: $0)
        },
        EditCase("a: 1\n", "b: 2\nc: 3\n") {
            $1.remove("a", from: $0)
            $1.insert("b", .bare("2"), into: $0, before: "a")
            $1.insert("c", .bare("3"), into: $0)
        },
    ]

    @Test(arguments: replacements) func `a replacement keeps all around it`(_ one: EditCase) throws
    {
        #expect(try one.run() == one.after)
    }

    @Test(arguments: insertions) func `an insertion takes the place of a sibling`(
        _ one: EditCase
    ) throws {
        #expect(try one.run() == one.after)
    }

    @Test(arguments: removals) func `a removal takes whole lines`(_ one: EditCase) throws {
        #expect(try one.run() == one.after)
    }

    @Test func `without changes every byte stays`() throws {
        #expect(try EditCase("a: 1  \r\n#\t\n", "") { _, _ in }.run() == "a: 1  \r\n#\t\n")
    }
}
