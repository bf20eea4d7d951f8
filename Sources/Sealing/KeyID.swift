/// What a key is looked up by: `k` and the first 11 base32 characters of its fingerprint.
///
/// 55 bits do not keep anybody from making a second key with the same id, so an id decides nothing.
package struct KeyID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many characters every id has.
    package static let count = 12

    package let text: String

    /// Reads an id; `nil` if the text is not of its form.
    package init?(_ text: some StringProtocol) {
        let copy = String(text)
        self.init(bytes: copy.utf8.span.raw)
    }

    /// Reads an id; `nil` if the text is not of its form.
    package init?(bytes text: RawSpan) {
        guard text.byteCount == Self.count, text[0] == 107 else { return nil }
        guard Base32.isAlphabet(text.extracting(droppingFirst: 1)) else { return nil }
        self.text = text.copiedText
    }

    /// The id of the key with this fingerprint.
    init(_ fingerprint: Fingerprint) {
        text = String(asciiCapacity: Self.count + 1) { output in
            output.append(107)
            // 7 bytes give 12 characters, of which the last one is not whole.
            let bytes = fingerprint.bytes.span.raw.extracting(first: 7)
            Base32.encode(bytes, upperCase: false, to: &output)
            output.removeLast(1)
        }
    }

    package var description: String { text }

    package static func < (left: KeyID, right: KeyID) -> Bool {
        left.text < right.text
    }
}
