/// JSON's spelling of characters beyond U+FFFF, which libyaml refuses: `\uD83D\uDE00`.
///
/// In a file that starts as JSON does, each such pair is masked by another of the same length before
/// libyaml reads it, so every place stays what it was. The strings that hold pairs are then decoded
/// here, by JSON's rules. A masked pair that turns out to stand anywhere else is an error.
struct SurrogatePairs {
    /// Where the pairs start, in rising order.
    private let offsets: [Int]
    private var next = 0

    private init(offsets: [Int]) {
        self.offsets = offsets
    }

    static let none = SurrogatePairs(offsets: [])

    var isEmpty: Bool { offsets.isEmpty }

    /// The pairs inside the strings of `source`, none unless it starts with `{` or `[`.
    static func find(in source: Span<UInt8>) -> SurrogatePairs {
        var index = 0
        while index < source.count, source[index].isBlank || source[index].isLineEnd { index += 1 }
        guard index < source.count,
            source[index] == UInt8(ascii: "{") || source[index] == UInt8(ascii: "[")
        else { return .none }
        var offsets: [Int] = []
        var isInString = false
        while index < source.count {
            switch source[index] {
            case UInt8(ascii: "\""): isInString.toggle()
            case UInt8(ascii: "\\") where isInString:
                if pair(at: index, in: source) != nil {
                    offsets.append(index)
                    index += 11
                } else {
                    index += 1
                }
            default: break
            }
            index += 1
        }
        return SurrogatePairs(offsets: offsets)
    }

    /// Puts U+FFFD twice where the pairs are.
    func mask(_ source: inout WipedBytes) {
        for offset in offsets {
            for (index, byte) in "\\uFFFD\\uFFFD".utf8.enumerated() {
                source[offset + index] = byte
            }
        }
    }

    /// Whether a pair stands in `range`, which starts after every range asked for before.
    mutating func isIn(_ range: Range<Int>) -> Bool {
        while next < offsets.count, offsets[next] < range.lowerBound { next += 1 }
        return next < offsets.count && offsets[next] < range.upperBound
    }

    /// The scalar that the twelve bytes at `index` spell, if they are a pair.
    static func pair(at index: Int, in source: Span<UInt8>) -> UInt32? {
        guard let high = unit(at: index, in: source), high >= 0xD800, high < 0xDC00,
            let low = unit(at: index + 6, in: source), low >= 0xDC00, low < 0xE000
        else { return nil }
        return 0x10000 + ((high - 0xD800) << 10 | (low - 0xDC00))
    }

    /// The number that the six bytes at `index` spell, if they are a `\u` escape.
    static func unit(at index: Int, in source: Span<UInt8>) -> UInt32? {
        guard index + 6 <= source.count, source[index] == UInt8(ascii: "\\"),
            source[index + 1] == UInt8(ascii: "u")
        else { return nil }
        var value: UInt32 = 0
        for position in index + 2..<index + 6 {
            let byte = source[position]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"):
                value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return value
    }
}
