/// The hash of a public key, as people read it out and compare it.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    /// The hash of a public key.
    init(_ digest: Digest) {
        bytes = digest.bytes
    }

    /// Reads what `description` prints, and nothing else.
    package init(text: String) throws(KeyError) {
        let text = text.utf8.span.raw
        guard text.byteCount == Self.textCount else {
            throw KeyError(.fingerprint, .length(text.byteCount, expected: Self.textCount))
        }
        var valid = true
        let digits = [UInt8](rawCapacity: Self.textCount) { output in
            for offset in 0..<Self.textCount {
                if offset % 5 == 4 {
                    valid = valid && text[offset] == Self.hyphen
                } else {
                    output.append(text[offset])
                }
            }
        }
        guard valid, let bytes = Base32.decode(digits.span.raw) else {
            throw KeyError(.fingerprint, .base32)
        }
        self.bytes = bytes
    }

    /// 13 groups of 4 base32 characters, joined by `-`.
    package var description: String {
        var text = ""
        for (offset, character) in Base32.encode(bytes).enumerated() {
            if offset > 0, offset % 4 == 0 { text.append("-") }
            text.append(character)
        }
        return text
    }

    private static let textCount = 64
    private static let hyphen: UInt8 = 45
}
