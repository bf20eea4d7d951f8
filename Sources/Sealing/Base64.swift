/// RFC 4648 section 4 base64 with padding, for what is not secret: boxes and signatures.
///
/// Decoding is strict: a text is refused unless encoding its bytes again gives the same text. It
/// goes through tables, four characters a step, since start-up decodes every value of a repository.
package enum Base64 {
    /// The text of `bytes`.
    package static func encode(_ bytes: [UInt8]) -> String {
        String(asciiCapacity: encodedCount(bytes.count)) { output in
            encode(bytes.span.raw, to: &output)
        }
    }

    /// The bytes of `text`, or `nil` if it is not canonical.
    package static func decode(_ text: String) -> [UInt8]? {
        decode(text.utf8.span.raw)
    }

    /// The bytes of `text`, or `nil` if it is not canonical.
    package static func decode(_ text: RawSpan) -> [UInt8]? {
        guard let capacity = decodedCount(text) else { return nil }
        var valid = false
        let bytes = [UInt8](rawCapacity: capacity) { output in
            valid = decode(text, count: capacity, to: &output)
        }
        return valid ? bytes : nil
    }

    /// How many characters `count` bytes take.
    static func encodedCount(_ count: Int) -> Int {
        (count + 2) / 3 * 4
    }

    /// How many bytes a text of this length and padding holds; `nil` if there is none.
    static func decodedCount(_ text: RawSpan) -> Int? {
        let count = text.byteCount
        guard count % 4 == 0 else { return nil }
        guard count > 0, text[count - 1] == equals else { return count / 4 * 3 }
        return count / 4 * 3 - (text[count - 2] == equals ? 2 : 1)
    }

    /// How many bytes a canonical text holds, without decoding it; `nil` if it is not canonical.
    static func canonicalCount(_ text: RawSpan) -> Int? {
        guard let count = decodedCount(text) else { return nil }
        let padding = text.byteCount / 4 * 3 - count
        return unsafe text.withBytePointer { source, length in
            unsafe tables.withUnsafeBufferPointer { tables in
                // Comparisons instead of the tables: they compile to vector instructions.
                var isForeign: UInt8 = 0
                for index in 0..<length - padding {
                    unsafe isForeign |= isLetter(source[index]) ^ 1
                }
                guard isForeign == 0 else { return nil }
                guard padding > 0 else { return count }
                let last = unsafe group(source + length - 4, padding: padding, tables)
                return hasSpareBits(last, padding: padding) ? nil : count
            }
        }
    }

    /// 1 for a character of the alphabet, 0 for every other byte.
    @inline(__always)
    private static func isLetter(_ byte: UInt8) -> UInt8 {
        ((byte | 0x20) &- UInt8(ascii: "a") < 26 ? 1 : 0)
            | (byte &- UInt8(ascii: "/") < 11 ? 1 : 0) | (byte == UInt8(ascii: "+") ? 1 : 0)
    }

    /// Appends the text of `bytes`.
    static func encode(_ bytes: RawSpan, to output: inout OutputRawSpan) {
        let count = encodedCount(bytes.byteCount)
        guard count > 0 else { return }
        unsafe output.append(count: count) { target in
            var (source, written) = (0, 0)
            while source < bytes.byteCount {
                let rest = bytes.byteCount - source
                let first = UInt32(bytes[source]) << 16
                let second = rest > 1 ? UInt32(bytes[source + 1]) << 8 : 0
                let group = first | second | (rest > 2 ? UInt32(bytes[source + 2]) : 0)
                unsafe target[written] = alphabet[Int(group >> 18)]
                unsafe target[written + 1] = alphabet[Int(group >> 12 & 63)]
                unsafe target[written + 2] = rest > 1 ? alphabet[Int(group >> 6 & 63)] : equals
                unsafe target[written + 3] = rest > 2 ? alphabet[Int(group & 63)] : equals
                source += 3
                written += 4
            }
        }
    }

    private static func decode(
        _ text: RawSpan,
        count: Int,
        to output: inout OutputRawSpan
    ) -> Bool {
        guard count > 0 else { return true }
        let padding = text.byteCount / 4 * 3 - count
        let whole = padding == 0 ? text.byteCount : text.byteCount - 4
        return unsafe output.append(count: count) { target in
            unsafe text.withBytePointer { source, _ in
                unsafe tables.withUnsafeBufferPointer { tables in
                    let valid = unsafe decode(source, count: whole, to: target, tables)
                    guard valid, padding > 0 else { return valid }
                    let last = unsafe group(source + whole, padding: padding, tables)
                    unsafe target[whole / 4 * 3] = UInt8(truncatingIfNeeded: last >> 16)
                    if padding == 1 {
                        unsafe target[whole / 4 * 3 + 1] = UInt8(truncatingIfNeeded: last >> 8)
                    }
                    return last < invalid && !hasSpareBits(last, padding: padding)
                }
            }
        }
    }

    // Four characters to three bytes, without a branch on what they are.
    private static func decode(
        _ source: UnsafePointer<UInt8>,
        count: Int,
        to target: UnsafeMutablePointer<UInt8>,
        _ tables: UnsafeBufferPointer<UInt32>
    ) -> Bool {
        var seen: UInt32 = 0
        var (read, written) = (0, 0)
        while read < count {
            let group = unsafe group(source + read, padding: 0, tables)
            seen |= group
            unsafe target[written] = UInt8(truncatingIfNeeded: group >> 16)
            unsafe target[written + 1] = UInt8(truncatingIfNeeded: group >> 8)
            unsafe target[written + 2] = UInt8(truncatingIfNeeded: group)
            read += 4
            written += 3
        }
        return seen < invalid
    }

    // 24 bits, or `invalid` and more.
    @inline(__always)
    private static func group(
        _ source: UnsafePointer<UInt8>,
        padding: Int,
        _ tables: UnsafeBufferPointer<UInt32>
    ) -> UInt32 {
        var group = unsafe tables[Int(source[0])] | tables[256 + Int(source[1])]
        if padding < 2 { unsafe group |= tables[512 + Int(source[2])] }
        if padding < 1 { unsafe group |= tables[768 + Int(source[3])] }
        return group
    }

    // Whether bits behind the last byte are set, which the text of these bytes does not have.
    private static func hasSpareBits(_ last: UInt32, padding: Int) -> Bool {
        last & (padding == 1 ? 0xFF : 0xFFFF) != 0
    }

    private static let equals: UInt8 = 61
    private static let invalid: UInt32 = 1 << 24
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )
    // One table for each of the four places, its digits already shifted to where they belong.
    private static let tables: [UInt32] = {
        var tables = [UInt32](repeating: invalid, count: 4 * 256)
        for place in 0..<4 {
            for (digit, character) in alphabet.enumerated() {
                tables[place * 256 + Int(character)] = UInt32(digit) << UInt32(18 - 6 * place)
            }
        }
        return tables
    }()
}
