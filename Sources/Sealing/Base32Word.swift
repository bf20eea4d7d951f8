/// Up to 12 lower-case base32 characters in one word, which compares as their text does.
///
/// Documents have an id of a key and of a version for every value: as words they are read, compared
/// and hashed in a fraction of the time that texts take.
struct Base32Word: Hashable, Comparable, Sendable {
    /// Five bits a character, digits before letters as in ASCII; the first one highest.
    private let bits: UInt64

    /// Reads a text; `nil` if another character is in it or it is too long.
    init?(_ text: RawSpan) {
        guard text.byteCount <= 12 else { return nil }
        var bits: UInt64 = 0
        for offset in 0..<text.byteCount {
            let byte = text[offset]
            let digit = byte &- UInt8(ascii: "2")
            let letter = byte &- UInt8(ascii: "a")
            guard digit < 6 || letter < 26 else { return nil }
            bits = bits << 5 | UInt64(digit < 6 ? digit : letter &+ 6)
        }
        self.bits = bits
    }

    /// Reads an id, which is a letter and then the word; `nil` if it has not `count` characters.
    init?(_ id: RawSpan, behind letter: UInt8, count: Int) {
        guard id.byteCount == count, id[0] == letter else { return nil }
        self.init(id.extracting(droppingFirst: 1))
    }

    /// What the base32 of `bytes` begins with, for an id of `count` characters with its letter.
    init(of bytes: some Collection<UInt8>, count: Int) {
        let text = Base32.encode(bytes)
        guard let word = Base32Word(text.utf8.span.raw.extracting(first: count - 1)) else {
            preconditionFailure("base32 is not base32")
        }
        self = word
    }

    /// The id of `count` characters.
    func text(behind letter: UInt8, count: Int) -> String {
        String(asciiCapacity: count) { output in
            output.append(letter)
            for place in (0..<count - 1).reversed() {
                let code = UInt8(truncatingIfNeeded: bits >> UInt64(place * 5) & 31)
                output.append(code < 6 ? code + UInt8(ascii: "2") : code - 6 + UInt8(ascii: "a"))
            }
        }
    }

    static func < (left: Base32Word, right: Base32Word) -> Bool { left.bits < right.bits }
}
