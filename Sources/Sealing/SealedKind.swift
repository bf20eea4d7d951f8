/// What is in a box: its first byte, so that a value never passes for a group key.
enum SealedKind: UInt8, Sendable {
    case value = 1
    case groupKey = 2

    /// How many bytes stand in front of the content: the kind and the binding.
    static let headCount = 1 + Digest.count

    /// Checks the kind, then in constant time the binding, of what was in a box.
    func check(_ plain: RawSpan, binding: Digest) throws(OpenFailure) {
        guard plain[0] == rawValue else { throw .notAValue(.kind(plain[0])) }
        let found = plain.extracting(1..<Self.headCount)
        guard found.matches(binding.bytes.span.raw) else {
            throw .boundElsewhere(found: Digest { output in output.append(contentsOf: found) })
        }
    }
}
