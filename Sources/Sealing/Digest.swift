/// The 32 bytes of one of the format's hashes.
///
/// Held as words: an agent has a dozen of them for each document, and an array of bytes takes more than
/// twice the memory.
package struct Digest: Hashable, Sendable {
    /// How many bytes every digest has.
    package static let count = 32

    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// A copy of the bytes.
    package var bytes: [UInt8] {
        [UInt8](rawCapacity: Self.count) { output in
            for word in [first, second, third, fourth] {
                for shift in stride(from: 56, through: 0, by: -8) {
                    output.append(UInt8(truncatingIfNeeded: word >> shift))
                }
            }
        }
    }

    /// Takes bytes that were computed elsewhere; `nil` unless there are 32.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.count else { return nil }
        self.init(whole: bytes)
    }

    /// Takes what `fill` writes, which must be 32 bytes.
    init(fill: (inout OutputRawSpan) -> Void) {
        let bytes = [UInt8](rawCapacity: Self.count, fill: fill)
        precondition(bytes.count == Self.count, "a digest has 32 bytes")
        self.init(whole: bytes)
    }

    private init(whole bytes: [UInt8]) {
        func word(_ start: Int) -> UInt64 {
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        (first, second, third, fourth) = (word(0), word(8), word(16), word(24))
    }
}
