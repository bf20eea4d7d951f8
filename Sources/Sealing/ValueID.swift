/// Which version of a value this is: `v` and 7 random base32 characters.
///
/// It is new whenever the value changes and kept when the value is only sealed again.
package struct ValueID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many characters every id has.
    package static let count = 8

    package let text: String

    /// A new id.
    package static func random() -> ValueID {
        // 5 bytes give 8 characters, one more than there is room for behind the letter.
        let random = Sodium.randomBytes(5)
        return ValueID(
            text: String(asciiCapacity: count + 1) { output in
                output.append(118)
                Base32.encode(random.span.raw, upperCase: false, to: &output)
                output.removeLast(1)
            }
        )
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

    private init(text: String) {
        self.text = text
    }

    package var description: String { text }

    package static func < (left: ValueID, right: ValueID) -> Bool {
        left.text < right.text
    }
}
