/// The texts of three versions, and what merging their lines gives.
struct MergedVersions {
    let table: LineTable
    private let base: [Int]
    private let ours: [Int]
    private let theirs: [Int]

    init(base: [UInt8], ours: [UInt8], theirs: [UInt8]) {
        var table = LineTable()
        self.base = table.numbers(of: base)
        self.ours = table.numbers(of: ours)
        self.theirs = table.numbers(of: theirs)
        self.table = table
    }

    /// The merge that Git makes.
    var merge: LineMerge { LineMerge(base: base, ours: ours, theirs: theirs, joining: false) }

    /// The text that Git makes, nothing if it would be a conflict.
    var plain: [UInt8]? { merge.lines.map { table.text($0) } }

    /// The text with insertions at one place put together, nothing if there are other conflicts.
    var joined: [UInt8]? {
        LineMerge(base: base, ours: ours, theirs: theirs, joining: true).lines.map {
            table.text($0)
        }
    }

    /// Whether a text has every line with a `#` that a side has put in.
    func keepsComments(in text: [UInt8], of side: [UInt8], since base: [UInt8]) -> Bool {
        var table = LineTable()
        let hash = UInt8(ascii: "#")
        var counts: [Int: Int] = [:]
        for line in table.numbers(of: side) where table[line].contains(hash) {
            counts[line, default: 0] += 1
        }
        for line in table.numbers(of: base) where counts[line] != nil {
            counts[line, default: 0] -= 1
        }
        var found: [Int: Int] = [:]
        for line in table.numbers(of: text) where counts[line] != nil {
            found[line, default: 0] += 1
        }
        return counts.allSatisfy { $0.value <= found[$0.key] ?? 0 }
    }
}
