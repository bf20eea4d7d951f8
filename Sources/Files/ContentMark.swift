/// Tells whether a file holds what it should: its length and a 64-bit hash.
///
/// The hash takes the steps of FNV-1a, but eight bytes at a time, the last ones filled up with zeros:
/// byte by byte, a megabyte takes milliseconds. A product reaches the upper half alone, so each step
/// also brings that down. Every step can be undone, so no two contents that differ in one word alone
/// have the same hash.
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
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var next = 0
        while next + 8 <= source.byteCount {
            let word = unsafe source.unsafeLoadUnaligned(fromByteOffset: next, as: UInt64.self)
            Self.take(UInt64(littleEndian: word), into: &hash)
            next += 8
        }
        var last: UInt64 = 0
        for byte in bytes[next...].reversed() { last = last << 8 | UInt64(byte) }
        Self.take(last, into: &hash)
        self.hash = hash
    }

    private static func take(_ word: UInt64, into hash: inout UInt64) {
        hash = (hash ^ word) &* 0x100_0000_01b3
        hash ^= hash >> 32
    }
}
