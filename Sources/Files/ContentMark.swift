/// Tells whether a file holds what it should: its length and a 64-bit FNV-1a hash.
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
        hash = bytes.reduce(0xcbf2_9ce4_8422_2325) { hash, byte in
            (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
    }
}
