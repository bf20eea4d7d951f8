import Testing
import TestSupport

@testable import YAML

@Suite struct ShorteningTests {
    private static let run = String(repeating: "aB3+/", count: 60)

    /// A long run in every context that YAML has, each with something after it.
    private static let sources: [String] = [
        "a:\n  fs1:\(run)==\nb: c\n",
        "a: \(run)\r\nb: \(run)=\r\n",
        "a: \(run)",
        "a: '\(run)'\nb: \"\(run)\"\n",
        "a: \"x\n  \(run)\n  y\"\nb: c\n",
        "a: '\(run)\n  \(run)'\nb: c\n",
        "a: x\n  \(run)\n  \(run)\nb: c\n",
        "a: |\n  \(run)\n  x\nb: >\n  \(run)\n  \(run)\n\nc: d\n",
        "# \(run)\na: b # \(run)\nc: d\n",
        "[a,\n\(run)\n, {b: \(run)\n}]\n",
        "- \(run)\n- - \(run)\n",
        "\(run)\n",
        "a: \"\\u00e9\(run)\n  x\"\n",
        "a: \"\\\(run)\n\"\n",
        "\(run): a\n\(run)\n: b\n",
        "? \(run)\n: b\n",
        "a: &\(run)\n  b\n",
        "a: !\(run)\n  b\n",
        "a: *\(run)\n",
        "%\(run)\n---\na: b\n",
        "a: b: \(run)\n",
        "a: 'x\(run)\n",
        "a: {b: \(run)\n",
        "\(run):\nb: c\n",
        "\(run):\(run)\nb: c\n",
        "\(run):\(run):\n  b: c\n",
        "a: \(run):==\nb: c\n",
        "a: x::\(run)::\(run)=\nb: c\n",
        "a:\(run)\nb: c\n",
        "\"a\":\(run)\nb: c\n",
        "{\"a\":\(run)\n}\n",
        "{\"a\":b:\(run)\n, c: d}\n",
        "[\(run):\n x, {\(run):\n y}]\n",
        "{\(run):\(run)\n: x}\n",
        "a: 'x:\(run)\n  y'\n",
        "letters9012:\(run)\n",
        "a:\n- letters9012:\(run)==\n- b\n",
        "- letters90:::\(run)=\n- b\n",
        "é: \(run)\n",
        "a: \(run)\n\t\(run)\nb: c\n",
    ]

    @Test(arguments: sources)
    func `reads the same with and without cuts`(source: String) {
        #expect(Outcome(source, shortens: true) == Outcome(source, shortens: false))
    }

    @Test func `makes cuts at all`() {
        let source = Array("a:\n  fs1:\(Self.run)==\nb: c\n".utf8)
        #expect(!Shortening.find(in: source.span).isEmpty)
    }

    @Test(arguments: 0..<400)
    func `reads the same with and without cuts, whatever is put together`(seed: Int) {
        var random = Seeded(UInt64(seed))
        var source = ""
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let piece = Self.sources.randomElement(using: &random) ?? ""
            var lines = piece.split(separator: "\n", omittingEmptySubsequences: false)
            if Bool.random(using: &random) {
                lines.remove(at: Int.random(in: 0..<lines.count, using: &random))
            }
            source += lines.joined(separator: "\n")
        }
        #expect(
            Outcome(source, shortens: true) == Outcome(source, shortens: false),
            "seed \(seed)"
        )
    }

    /// Some of the changes alter what libyaml gets, others do not.
    @Test(arguments: sources)
    func `an edited file reads as if nothing were known of the one before`(source: String) throws {
        let before = Array(source.utf8)
        guard let old = try? YAMLFile(before) else { return }
        for index in stride(from: before.count % 7, to: before.count, by: 7) {
            for text in ["b", "=", ":", " ", "\n", "#", "\"", "é", ""] {
                var after = before
                after.replaceSubrange(index...index, with: text.utf8)
                let known = Outcome { () throws(YAMLError) in
                    try Tree(after, like: old.tree, limits: ReadingLimits())
                }
                #expect(known == Outcome(after, shortens: false), "\(text) at \(index)")
            }
        }
    }

    /// What saves the second reading: were it never so, the test above would say nothing.
    @Test(arguments: [
        ("b\(run.dropFirst())==", true), ("\(run.dropLast())b==", true), ("\(run)A=", true),
        ("\(run)/b", true), ("\(run)===", false), ("\(run.dropLast())==", false),
        ("\(run.dropLast())-==", false),
    ])
    func `is the same for values of one length and start`(ending: String, isSame: Bool) {
        let old = Array("a:\n  fs1:abcdefgh:\(Self.run)==\nb: c\n".utf8)
        let new = Array("a:\n  fs1:abcdefgh:\(ending)\nb: c\n".utf8)
        let before = Shortening.find(in: old.span)
        let found = Shortening.find(in: new.span).givesTheSame(new.span, before, old.span)
        #expect(found == isSame)
        let other = Array("a:\n  fs1:Abcdefgh:\(Self.run)==\nb: c\n".utf8)
        let isOther = Shortening.find(in: other.span).givesTheSame(other.span, before, old.span)
        #expect(!isOther)
    }

    /// All that can be seen of a file, or why it was refused.
    private struct Outcome: Equatable {
        var records: [String] = []
        var error: YAMLError?

        init(_ source: String, shortens: Bool) {
            self.init(Array(source.utf8), shortens: shortens)
        }

        init(_ bytes: [UInt8], shortens: Bool) {
            self.init { () throws(YAMLError) in
                try Tree(.shared(bytes), limits: ReadingLimits(), shortens: shortens)
            }
        }

        init(_ read: () throws(YAMLError) -> Tree) {
            do {
                let tree = try read()
                for record in tree.records {
                    let value = unsafe tree.unguardedValue(of: record).array
                    records.append("\(record) \(value)")
                }
            } catch {
                self.error = error
            }
        }
    }
}
