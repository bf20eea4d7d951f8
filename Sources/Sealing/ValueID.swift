/// Which version of a value this is: `v` and 7 random base32 characters.
///
/// It is new whenever the value changes and kept when the value is only sealed again.
package struct ValueID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many characters every id has.
    package static let count = 8

    private static let letter = UInt8(ascii: "v")

    private let rest: Base32Word

    package var text: String { rest.text(behind: Self.letter, count: Self.count) }

    /// A new id.
    package static func random() -> ValueID {
        // 5 bytes give 8 characters, one more than there is room for behind the letter.
        ValueID(rest: Base32Word(of: Sodium.randomBytes(5), count: count))
    }

    /// Reads an id; `nil` if the text is not of its form.
    package init?(_ text: some StringProtocol) {
        let copy = String(text)
        self.init(bytes: copy.utf8.span.raw)
    }

    /// Reads an id; `nil` if the text is not of its form.
    package init?(bytes text: RawSpan) {
        guard let rest = Base32Word(text, behind: Self.letter, count: Self.count) else {
            return nil
        }
        self.rest = rest
    }

    private init(rest: Base32Word) {
        self.rest = rest
    }

    package var description: String { text }

    package static func < (left: ValueID, right: ValueID) -> Bool {
        left.rest < right.rest
    }
}
