/// Tells whether a file holds what it should: its length and a 64-bit hash.
///
/// The hash takes the steps of FNV-1a, but eight bytes at a time and in four rows that do not wait
/// for each other, the last bytes filled up with zeros: byte by byte, a megabyte takes milliseconds.
/// A product reaches the upper half alone, so each step also brings that down. Every step can be
/// undone, so no two contents that differ in one word alone have the same hash.
///
/// It guards against accidents, torn writes and forgotten edits, not against an attacker: whoever
/// can write to the repository's files needs no collision.
struct ContentMark: Equatable, Sendable {
    let count: Int
    let hash: UInt64

    init(count: Int, hash: UInt64) {
        self.count = count
        self.hash = hash
    }

    init(_ bytes: [UInt8]) {
        count = bytes.count
        let source = unsafe bytes.span.bytes
        var (first, second, third, fourth) = (Self.start, ~Self.start, Self.start &+ 1, UInt64(1))
        var next = 0
        while next + 32 <= source.byteCount {
            Self.take(unsafe Self.word(source, next), into: &first)
            Self.take(unsafe Self.word(source, next + 8), into: &second)
            Self.take(unsafe Self.word(source, next + 16), into: &third)
            Self.take(unsafe Self.word(source, next + 24), into: &fourth)
            next += 32
        }
        var hash = first
        for row in [second, third, fourth] { Self.take(row, into: &hash) }
        while next + 8 <= source.byteCount {
            Self.take(unsafe Self.word(source, next), into: &hash)
            next += 8
        }
        var last: UInt64 = 0
        for byte in bytes[next...].reversed() { last = last << 8 | UInt64(byte) }
        Self.take(last, into: &hash)
        self.hash = hash
    }

    private static let start: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Eight bytes that are there: the caller has looked.
    @unsafe
    private static func word(_ source: RawSpan, _ offset: Int) -> UInt64 {
        UInt64(
            littleEndian: unsafe source.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset,
                as: UInt64.self
            )
        )
    }

    private static func take(_ word: UInt64, into hash: inout UInt64) {
        hash = (hash ^ word) &* 0x100_0000_01b3
        hash ^= hash >> 32
    }
}
