/// RFC 4648 base32 without padding, in one case, with spare bits that are zero.
///
/// Each byte string has exactly one text. Nothing branches on or indexes by the data, so it
/// serves for private keys too.
package enum Base32 {
    /// The text of `bytes`, which are not secret.
    package static func encode(
        _ bytes: some Collection<UInt8>,
        upperCase: Bool = false
    ) -> String {
        let bytes = Array(bytes)
        return String(asciiCapacity: encodedCount(bytes.count)) { output in
            encode(bytes.span.raw, upperCase: upperCase, to: &output)
        }
    }

    /// The bytes of `text`, or `nil` for another case, padding, spare bits or length.
    package static func decode(_ text: String, upperCase: Bool = false) -> [UInt8]? {
        decode(text.utf8.span.raw, upperCase: upperCase)
    }

    /// The bytes of `text`, or `nil` for another case, padding, spare bits or length.
    package static func decode(_ text: RawSpan, upperCase: Bool = false) -> [UInt8]? {
        var valid = false
        let bytes = [UInt8](rawCapacity: decodedCount(text.byteCount)) { output in
            valid = decode(text, upperCase: upperCase, to: &output)
        }
        return valid ? bytes : nil
    }

    /// How many characters `count` bytes take.
    static func encodedCount(_ count: Int) -> Int {
        (count * 8 + 4) / 5
    }

    /// How many bytes `count` characters hold.
    static func decodedCount(_ count: Int) -> Int {
        count * 5 / 8
    }

    /// Appends the text of `bytes`.
    static func encode(_ bytes: RawSpan, upperCase: Bool, to output: inout OutputRawSpan) {
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        for offset in 0..<bytes.byteCount {
            pending = pending << 8 | UInt32(bytes[offset])
            bits += 8
            while bits >= 5 {
                bits -= 5
                output.append(character(pending >> bits & 31, upperCase: upperCase))
            }
        }
        if bits > 0 {
            output.append(character(pending << (5 - bits) & 31, upperCase: upperCase))
        }
    }

    /// Appends the bytes of `text` and says whether it was valid; if not, they mean nothing.
    static func decode(_ text: RawSpan, upperCase: Bool, to output: inout OutputRawSpan) -> Bool {
        guard encodedCount(decodedCount(text.byteCount)) == text.byteCount else { return false }
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        var invalid: UInt32 = 0
        for offset in 0..<text.byteCount {
            let digit = digit(text[offset], upperCase: upperCase)
            invalid |= digit
            pending = pending << 5 | digit & 31
            bits += 5
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: pending >> bits))
            }
        }
        let spare = pending & (1 << bits - 1)
        return invalid < 32 && spare == 0
    }

    private static func character(_ digit: UInt32, upperCase: Bool) -> UInt8 {
        let letter: UInt32 = upperCase ? 65 : 97
        // All ones from 26 on, where the digits begin: "2" is 50.
        let isDigit = (25 &- digit) >> 8
        return UInt8(truncatingIfNeeded: letter &+ digit &- isDigit & (letter &+ 26 &- 50))
    }

    // 0...31, or a value of 32 and more for a character outside the alphabet.
    private static func digit(_ character: UInt8, upperCase: Bool) -> UInt32 {
        let code = UInt32(character)
        let letter = code &- (upperCase ? 65 : 97)
        let number = code &- 50
        // All ones where the subtraction does not wrap around and stays in its range.
        let isLetter = ~(letter >> 8 | (25 &- letter) >> 8) & 0xFF
        let isNumber = ~(number >> 8 | (5 &- number) >> 8) & 0xFF
        let mask = UInt32(truncatingIfNeeded: Int32(bitPattern: isLetter << 24) >> 31)
        let other = UInt32(truncatingIfNeeded: Int32(bitPattern: isNumber << 24) >> 31)
        return letter & mask | (number &+ 26) & other | ~(mask | other) & 32
    }
}
