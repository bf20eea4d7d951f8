/// Writes Git's marks around what is in conflict, with the versions of values beside them.
struct ConflictText {
    private let table: LineTable
    private let conflicts: [MergeConflict]
    private let markerSize: Int

    init(_ table: LineTable, _ conflicts: [MergeConflict], markerSize: Int) {
        self.table = table
        self.conflicts = conflicts
        self.markerSize = markerSize
    }

    func bytes(_ merge: LineMerge) -> [UInt8] {
        var text: [UInt8] = []
        for piece in merge.pieces {
            switch piece {
            case .settled(let lines): text += table.text(lines)
            case .conflict(let ours, let theirs): append(ours, theirs, to: &text)
            }
        }
        return text
    }

    private func append(_ ours: [Int], _ theirs: [Int], to text: inout [UInt8]) {
        let (one, two) = (table.text(ours), table.text(theirs))
        let isWindows = (one + two).firstIndex(of: UInt8(ascii: "\r")) != nil
        let lineEnd = Array((isWindows ? "\r\n" : "\n").utf8)
        func end(_ text: inout [UInt8]) {
            if let last = text.last, last != UInt8(ascii: "\n") { text += lineEnd }
        }
        func mark(_ character: String, _ label: String) {
            end(&text)
            text += String(repeating: character, count: markerSize).utf8
            if !label.isEmpty { text += " \(label)".utf8 }
            text += lineEnd
        }
        let about = conflicts.filter { conflict in
            conflict.ours.map { one.holds($0.mark) } ?? false
                || conflict.theirs.map { two.holds($0.mark) } ?? false
        }
        mark("<", Self.label("ours", about.compactMap(\.ours)))
        text += one
        mark("=", "")
        text += two
        mark(">", Self.label("theirs", about.compactMap(\.theirs)))
    }

    private static func label(_ name: String, _ sides: [MergeConflict.Side]) -> String {
        guard !sides.isEmpty else { return name }
        let more = sides.count > 3 ? " and \(sides.count - 3) more" : ""
        return name + ": " + sides.prefix(3).map(\.label).joined(separator: "; ") + more
    }
}

extension [UInt8] {
    /// Whether the bytes of a text occur.
    fileprivate func holds(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        guard let first = wanted.first else { return false }
        var start = 0
        while let found = self[start...].firstIndex(of: first) {
            if self[found...].starts(with: wanted) { return true }
            start = found + 1
        }
        return false
    }
}
