/// Which version of a value this is: `v` and 7 random base32 characters.
///
/// It is new whenever the value changes and kept when the value is only sealed again.
package struct ValueID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many characters every id has.
    package static let count = 8

    package let text: String

    /// A new id.
    package static func random() -> ValueID {
        var bits: UInt64 = 0
        unsafe Sodium.randomize(&bits, count: MemoryLayout<UInt64>.size)
        return ValueID(bits: bits)
    }

    /// Reads an id; `nil` if the text is not of its form.
    package init?(_ text: some StringProtocol) {
        let copy = String(text)
        self.init(bytes: copy.utf8.span.raw)
    }

    /// Reads an id; `nil` if the text is not of its form.
    package init?(bytes text: RawSpan) {
        guard text.byteCount == Self.count, text[0] == 118 else { return nil }
        guard Base32.isAlphabet(text.extracting(droppingFirst: 1)) else { return nil }
        self.text = text.copiedText
    }

    private init(bits: UInt64) {
        text = String(asciiCapacity: Self.count) { output in
            output.append(118)
            for place in 0..<UInt64(Self.count - 1) {
                output.append(Base32.character(UInt32(bits >> (5 * place) & 31), upperCase: false))
            }
        }
    }

    package var description: String { text }

    package static func < (left: ValueID, right: ValueID) -> Bool {
        left.text < right.text
    }
}
