/// Long runs of letters and digits, cut short before libyaml reads them.
///
/// Sealed values are nine tenths of a file, and libyaml looks at every character several times. A
/// run of `A-Za-z0-9+/` with `=` behind it that ends its line reads the same, whatever its length,
/// in every context of YAML: no token starts, ends or is escaped in the middle of it, and it is no
/// key, since its line ends. So the middle is left out of what libyaml gets, and put back into places
/// and values here. A value that is not its source letter by letter (folded, or in a block) makes the
/// reader start again without cuts.
struct Shortening {
    /// Bytes of the source that libyaml does not get.
    struct Cut {
        let start: Int
        let count: Int
        /// What all cuts before this one take away together.
        let before: Int

        var end: Int { start + count }
        /// Where the cut is in what libyaml gets.
        var place: Int { start - before }
    }

    private let cuts: [Cut]
    private var nextPlace = 0
    private var nextRange = 0

    private init(_ cuts: [Cut]) {
        self.cuts = cuts
    }

    static let none = Shortening([])

    var isEmpty: Bool { cuts.isEmpty }

    /// The shortest run worth a cut, and what stays of it at either end.
    ///
    /// At the start more stays than the longest escape of a double-quoted text has characters.
    private static let shortest = 96
    private static let kept = 24

    /// The cuts for a source of ASCII alone, where bytes and characters are the same.
    static func find(in source: Span<UInt8>) -> Shortening {
        var cuts: [Cut] = []
        var removed = 0
        var lineStart = 0
        for index in source.indices where unsafe source[unchecked: index] == 0x0A {
            Self.cut(lineStart..<index, source, &removed, &cuts)
            lineStart = index + 1
        }
        Self.cut(lineStart..<source.count, source, &removed, &cuts)
        return Shortening(cuts)
    }

    /// What libyaml gets: the source without the cuts.
    func applied(to source: Span<UInt8>) -> WipedBytes {
        var text = WipedBytes()
        var start = 0
        for cut in cuts {
            text.append(source.extracting(start..<cut.start))
            start = cut.end
        }
        text.append(source.extracting(start..<source.count))
        return text
    }

    /// The place in the source of a place in what libyaml gets.
    ///
    /// Asked for in rising order but for a step back here and there, as libyaml reports places.
    mutating func sourceOffset(_ offset: Int) -> Int {
        while nextPlace < cuts.count, cuts[nextPlace].place <= offset { nextPlace += 1 }
        while nextPlace > 0, cuts[nextPlace - 1].place > offset { nextPlace -= 1 }
        guard nextPlace > 0 else { return offset }
        return offset + cuts[nextPlace - 1].before + cuts[nextPlace - 1].count
    }

    /// The cut inside `range`, which starts after every range asked for before; of several the first.
    mutating func cut(in range: Range<Int>) -> Cut? {
        while nextRange < cuts.count, cuts[nextRange].start < range.lowerBound { nextRange += 1 }
        guard nextRange < cuts.count, cuts[nextRange].end <= range.upperBound else { return nil }
        return cuts[nextRange]
    }

    private static func cut(
        _ line: Range<Int>,
        _ source: Span<UInt8>,
        _ removed: inout Int,
        _ cuts: inout [Cut]
    ) {
        guard line.count >= shortest else { return }
        var end = line.upperBound
        if source[end - 1] == 0x0D { end -= 1 }
        let stop = end
        while end > line.lowerBound, source[end - 1] == UInt8(ascii: "=") { end -= 1 }
        var start = end
        while start > line.lowerBound, isPlain(unsafe source[unchecked: start - 1]) { start -= 1 }
        guard stop - start >= shortest, end - start > 2 * kept else { return }
        let cut = Cut(start: start + kept, count: end - start - 2 * kept, before: removed)
        removed += cut.count
        cuts.append(cut)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        // Letters of either case, digits, and + and / among them.
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x2F < 11 || byte == 0x2B
    }
}
