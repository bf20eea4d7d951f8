/// What a key is looked up by: `k` and the first 11 base32 characters of its fingerprint.
///
/// 55 bits do not keep anybody from making a second key with the same id, so an id decides nothing.
package struct KeyID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many characters every id has.
    package static let count = 12

    private static let letter = UInt8(ascii: "k")

    private let rest: Base32Word

    package var text: String {
        String(asciiCapacity: Self.count) { output in
            output.append(Self.letter)
            rest.append(Self.count - 1, to: &output)
        }
    }

    /// Reads an id; `nil` if the text is not of its form.
    package init?(_ text: some StringProtocol) {
        let copy = String(text)
        self.init(bytes: copy.utf8.span.raw)
    }

    /// Reads an id; `nil` if the text is not of its form.
    package init?(bytes text: RawSpan) {
        guard text.byteCount == Self.count, text[0] == Self.letter,
            let rest = Base32Word(text.extracting(droppingFirst: 1))
        else { return nil }
        self.rest = rest
    }

    /// The id of the key with this fingerprint.
    init(_ fingerprint: Fingerprint) {
        // 7 bytes give 12 characters, of which the last one is not whole.
        let text = Base32.encode(fingerprint.bytes[..<7])
        guard let rest = Base32Word(text.utf8.span.raw.extracting(first: Self.count - 1)) else {
            preconditionFailure("base32 is not base32")
        }
        self.rest = rest
    }

    package var description: String { text }

    package static func < (left: KeyID, right: KeyID) -> Bool {
        left.rest < right.rest
    }
}
