import Testing

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

    /// All that can be seen of a file, or why it was refused.
    private struct Outcome: Equatable {
        var records: [String] = []
        var error: YAMLError?

        init(_ source: String, shortens: Bool) {
            let limits = ReadingLimits()
            do {
                let bytes = Array(source.utf8)
                let tree = try Tree(
                    .shared(bytes),
                    limits: limits,
                    shortens: shortens
                )
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
