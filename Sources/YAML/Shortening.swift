/// Long runs of letters, digits and colons, cut short before libyaml reads them.
///
/// Sealed values are nine tenths of a file, and libyaml looks at every character several times. A
/// run of `A-Za-z0-9+/:` with `=` behind it that ends its line, and not with a colon, reads the same,
/// whatever its length, in every context of YAML: no token starts, ends or is escaped in the middle of
/// it, since a colon is one only before a blank, a line end or a bracket, and it is no key, since its
/// line ends. So the middle is left out of what libyaml gets, and put back into places and values
/// here. A value that is not its source letter by letter (folded, or in a block) makes the reader
/// start again without cuts.
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

    /// The shortest run worth a cut.
    private static let shortest = 96
    /// What stays of a run at its start: more than the longest escape of a double-quoted text has
    /// characters.
    private static let keptFirst = 12
    /// What stays of it at its end.
    private static let keptLast = 4

    /// The cuts for a source of ASCII alone, where bytes and characters are the same.
    static func find(in source: Span<UInt8>) -> Shortening {
        var cuts: [Cut] = []
        var removed = 0
        var lineStart = 0
        while lineStart < source.count {
            let lineEnd = source.firstLineFeed(from: lineStart) ?? source.count
            Self.cut(lineStart..<lineEnd, source, &removed, &cuts)
            lineStart = lineEnd + 1
        }
        return Shortening(cuts)
    }

    /// How many bytes libyaml gets of a source that has `count`.
    func shortened(_ count: Int) -> Int {
        guard let last = cuts.last else { return count }
        return count - last.before - last.count
    }

    /// What libyaml gets: the source without the cuts.
    func applied(to source: Span<UInt8>) -> WipedBytes {
        var text = WipedBytes(capacity: shortened(source.count))
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
        let start = startOfRun(before: end, in: line, source)
        guard stop - start >= shortest, end - start > keptFirst + keptLast,
            source[end - 1] != UInt8(ascii: ":")
        else { return }
        let kept = keptFirst + keptLast
        let cut = Cut(start: start + keptFirst, count: end - start - kept, before: removed)
        removed += cut.count
        cuts.append(cut)
    }

    /// Where the run starts that ends before `end`.
    private static func startOfRun(
        before end: Int,
        in line: Range<Int>,
        _ source: Span<UInt8>
    ) -> Int {
        var start = end
        while start - block >= line.lowerBound,
            !source.extracting(start - block..<start).contains({ 1 - isPlain($0) })
        {
            start -= block
        }
        while start > line.lowerBound, isPlain(source[start - 1]) == 1 { start -= 1 }
        return start
    }

    private static let block = 32

    /// 1 for letters of either case, digits, and + / : among them.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> UInt8 {
        ((byte | 0x20) &- 0x61 < 26 ? 1 : 0) | (byte &- 0x2F < 12 ? 1 : 0) | (byte == 0x2B ? 1 : 0)
    }
}
