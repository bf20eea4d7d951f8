/// What the texts of sealed values and of sealed group keys have in common: `fs1:` and base64.
enum SealedText {
    static let prefix = "fs1:"

    /// What stands behind `fs1:`.
    @_lifetime(copy text)
    static func body(_ text: RawSpan) throws(ValueTextError) -> RawSpan {
        guard text.starts(with: prefix) else {
            throw unknownSuite(text).map { .suite($0) } ?? .structure
        }
        return text.extracting(droppingFirst: prefix.utf8.count)
    }

    /// The box of a canonical base64 text.
    static func box(_ text: RawSpan) throws(ValueTextError) -> [UInt8] {
        guard let box = Base64.decode(text) else { throw .base64 }
        return box
    }

    // `fs` and up to three digits in front of a colon. Anything else could be a secret.
    private static func unknownSuite(_ text: RawSpan) -> String? {
        guard text.starts(with: "fs") else { return nil }
        var end = 2
        while end < min(text.byteCount, 5), (48...57).contains(text[end]) { end += 1 }
        guard end > 2, end < text.byteCount, text[end] == colon else { return nil }
        return text.extracting(first: end).copiedText
    }

    static let colon: UInt8 = 58
}
