/// Long runs of letters, digits and colons, cut short before libyaml reads them.
///
/// Sealed values are nine tenths of a file, and libyaml looks at every character several times. A
/// run of `A-Za-z0-9+/:` with `=` behind it that ends its line, and not with a colon, reads the same,
/// whatever its length, in every context of YAML: no token starts, ends or is escaped in the middle of
/// it, since a colon is one only before a blank, a line end or a bracket, and it is no key, since its
/// line ends. So only its start is left in what libyaml gets, and the rest put back into places and
/// values here. A value that is not its source letter by letter (folded, or in a block) makes the
/// reader start again without cuts.
struct Shortening {
    /// Bytes of the source that libyaml does not get.
    struct Cut: Equatable {
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
    /// What stays of a run: more than the longest escape of a double-quoted text has characters.
    private static let kept = 12

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

    /// Whether libyaml gets the same bytes of two sources, and each of them from the same place.
    ///
    /// `other` is the shortening of `otherSource`.
    func givesTheSame(
        _ source: Span<UInt8>,
        _ other: Shortening,
        _ otherSource: Span<UInt8>
    ) -> Bool {
        guard cuts == other.cuts, source.count == otherSource.count else { return false }
        var start = 0
        for cut in cuts {
            let piece = start..<cut.start
            guard source.extracting(piece).isEqual(to: otherSource.extracting(piece)) else {
                return false
            }
            start = cut.end
        }
        let rest = start..<source.count
        return source.extracting(rest).isEqual(to: otherSource.extracting(rest))
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
        var start = startOfRun(before: end, in: line, source) + kept
        // What stays must not end with a colon either.
        while start < end, source[start - 1] == UInt8(ascii: ":") { start += 1 }
        guard start < end, source[end - 1] != UInt8(ascii: ":") else { return }
        cuts.append(Cut(start: start, count: stop - start, before: removed))
        removed += stop - start
    }

    /// Where the run starts that ends before `end`.
    private static func startOfRun(
        before end: Int,
        in line: Range<Int>,
        _ source: Span<UInt8>
    ) -> Int {
        var start = end
        while start - 64 >= line.lowerBound,
            !source.block(64, from: start - 64, contains: { isPlain($0) ^ 1 })
        {
            start -= 64
        }
        while start - 16 >= line.lowerBound,
            !source.block(16, from: start - 16, contains: { isPlain($0) ^ 1 })
        {
            start -= 16
        }
        while start > line.lowerBound, isPlain(source[start - 1]) == 1 { start -= 1 }
        return start
    }

    /// 1 for letters of either case, digits, and + / : among them.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> UInt8 {
        ((byte | 0x20) &- 0x61 < 26 ? 1 : 0) | (byte &- 0x2F < 12 ? 1 : 0) | (byte == 0x2B ? 1 : 0)
    }
}
