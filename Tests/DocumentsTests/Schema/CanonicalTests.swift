import Testing
import YAML

@testable import Documents

@Suite struct CanonicalTests {
    private func encode(_ text: String) throws -> [UInt8] {
        let file = try YAMLFile(Array(text.utf8))
        return Canonical.encode(try #require(file.documents.first))
    }

    private func lp(_ parts: [UInt8]...) -> [UInt8] {
        parts.flatMap { part in
            (0..<8).map { UInt8(truncatingIfNeeded: part.count >> (8 * $0)) } + part
        }
    }

    @Test func `the example of the format has its bytes`() throws {
        let number = lp(Array("v".utf8), Array("4".utf8))
        let yes = lp(Array("v".utf8), Array("true".utf8))
        let wanted = lp(
            Array("m".utf8),
            Array("all".utf8),
            yes,
            Array("epoch".utf8),
            number
        )
        #expect(try encode("{epoch: 4, all: true}") == wanted)
        #expect(try encode("# a comment\n\"epoch\":   4\nall: true\n") == wanted)
        #expect(try encode("epoch: \"4\"\nall: true\n") != wanted)
    }

    @Test(arguments: [
        ("a: [1, 2]", "a:\n- 1\n- 2\n", true), ("a: x", "'a': \"x\"", true),
        ("a: |\n  x\n", "a: \"x\\n\"", true),
        ("a: >-\n  x\n  y\n", "a: x y", true), ("{b: 1, a: 2}", "{a: 2, b: 1}", true),
        ("a: [1, 2]", "a: [2, 1]", false), ("a: 1", "a: '1'", false), ("a: []", "a: {}", false),
        ("a: ''", "a:", false), ("a: null", "a: ~", false), ("a: x", "a: x ", true),
        ("a: x", "a: 'x '", false),
        ("[a, b]", "[ab]", false), ("{a: b}", "[a, b]", false), ("a: {b: c}", "a: b\nc: d", false),
        ("a: \u{E9}", "a: e\u{301}", false), ("a: 0x1F", "a: 31", false),
    ])
    func `layout does not matter, anything else does`(one: String, other: String, same: Bool) throws
    {
        #expect(try (encode(one) == encode(other)) == same)
    }

    /// A tree that can be written in many ways.
    indirect enum Tree {
        case scalar(String)
        case number(Int)
        case list([Tree])
        case map([(String, Tree)])

        static func random(_ depth: Int) -> Tree {
            switch Int.random(in: 0..<(depth == 0 ? 2 : 4)) {
            case 0:
                return .scalar(
                    ["", "a", "yes", "4", "x y", "é", "a\nb\n", " z", "#", "null"].randomElement()
                        ?? ""
                )
            case 1: return .number(.random(in: 0..<100))
            case 2: return .list((0..<Int.random(in: 0..<4)).map { _ in random(depth - 1) })
            default:
                let keys = Set((0..<Int.random(in: 0..<4)).map { _ in "k\(Int.random(in: 0..<9))" })
                return .map(keys.map { ($0, random(depth - 1)) })
            }
        }

        func content() -> Content {
            switch self {
            case .scalar(let text): Bool.random() ? .quoted(text) : .string(text)
            case .number(let number): .bare(String(number))
            case .list(let items):
                Bool.random()
                    ? .flowSequence(items.map { $0.flow() }) : .sequence(items.map { $0.content() })
            case .map(let entries):
                Bool.random()
                    ? .flowMapping(entries.shuffled().map { ($0.0, $0.1.flow()) })
                    : .mapping(entries.shuffled().map { ($0.0, $0.1.content()) })
            }
        }

        private func flow() -> Content {
            switch self {
            case .scalar(let text): .quoted(text)
            case .number: content()
            case .list(let items): .flowSequence(items.map { $0.flow() })
            case .map(let entries): .flowMapping(entries.shuffled().map { ($0.0, $0.1.flow()) })
            }
        }

        /// The same with one scalar changed, if it has one.
        func changed() -> Tree? {
            switch self {
            case .scalar(let text): return .scalar(text + "!")
            case .number(let number):
                return Bool.random() ? .number(number + 1) : .scalar(String(number))
            case .list(let items):
                guard let index = items.indices.randomElement(), let new = items[index].changed()
                else {
                    return .list(items + [.number(1)])
                }
                var copy = items
                copy[index] = new
                return .list(copy)
            case .map(let entries):
                guard let index = entries.indices.randomElement(),
                    let new = entries[index].1.changed()
                else {
                    return .map(entries + [("new", .number(1))])
                }
                var copy = entries
                copy[index].1 = new
                return .map(copy)
            }
        }
    }

    @Test func `random trees in random layouts have the same bytes, changed ones others`() throws {
        for _ in 0..<400 {
            let tree = Tree.random(4)
            func bytes(_ tree: Tree) throws -> [UInt8] {
                let file = try YAMLFile(YAMLWriter.file([.mapping([("a", tree.content())])]))
                return Canonical.encode(try #require(file.documents.first))
            }
            let first = try bytes(tree)
            for _ in 0..<3 { #expect(try bytes(tree) == first) }
            if let changed = tree.changed() { #expect(try bytes(changed) != first) }
        }
    }
}
