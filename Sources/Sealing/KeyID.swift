/// What a key is looked up by: `k` and the first 11 base32 characters of its fingerprint.
///
/// 55 bits do not keep anybody from making a second key with the same id, so an id decides nothing.
package struct KeyID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many characters every id has.
    package static let count = 12

    private static let letter = UInt8(ascii: "k")

    private let rest: Base32Word

    package var text: String { rest.text(behind: Self.letter, count: Self.count) }

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

    /// The id of the key with this fingerprint.
    init(_ fingerprint: Fingerprint) {
        // 7 bytes give 12 characters, of which the last one is not whole.
        rest = Base32Word(of: fingerprint.bytes[..<7], count: Self.count)
    }

    package var description: String { text }

    package static func < (left: KeyID, right: KeyID) -> Bool {
        left.rest < right.rest
    }
}
