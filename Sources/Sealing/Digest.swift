/// The 32 bytes of one of the format's hashes.
package struct Digest: Hashable, Sendable {
    /// How many bytes every digest has.
    package static let count = 32

    package let bytes: [UInt8]

    /// Takes bytes that were computed elsewhere; `nil` unless there are 32.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.count else { return nil }
        self.bytes = bytes
    }

    /// Takes what `fill` writes, which must be 32 bytes.
    init(fill: (inout OutputRawSpan) -> Void) {
        bytes = [UInt8](rawCapacity: Self.count, fill: fill)
        precondition(bytes.count == Self.count, "a digest has 32 bytes")
    }
}
