extension Base64 {
    /// Writes the text of `secret` into the arena, where it is as safe as before.
    package static func encode(
        secret: RawSpan,
        into arena: inout SecretArena
    ) -> Range<Int> {
        arena.append(capacity: encodedCount(secret.byteCount)) { output in
            encode(secret: secret, to: &output)
        }
    }

    /// Writes the bytes of `text` into the arena; `nil` if it is not canonical.
    package static func decode(
        secret text: RawSpan,
        into arena: inout SecretArena
    ) -> Range<Int>? {
        guard let capacity = decodedCount(text) else { return nil }
        var valid = false
        let range = arena.append(capacity: capacity) { output in
            valid = decode(secret: text, count: capacity, to: &output)
        }
        return valid ? range : nil
    }

    /// Appends the text of `secret`: like `encode`, with no table whose use of the cache tells.
    package static func encode(secret: RawSpan, to output: inout OutputRawSpan) {
        var offset = 0
        while offset < secret.byteCount {
            let rest = secret.byteCount - offset
            let first = UInt32(secret[offset]) << 16
            let second = rest > 1 ? UInt32(secret[offset + 1]) << 8 : 0
            let group = first | second | (rest > 2 ? UInt32(secret[offset + 2]) : 0)
            output.append(character(group >> 18))
            output.append(character(group >> 12 & 63))
            output.append(rest > 1 ? character(group >> 6 & 63) : 61)
            output.append(rest > 2 ? character(group & 63) : 61)
            offset += 3
        }
    }

    private static func decode(
        secret text: RawSpan,
        count: Int,
        to output: inout OutputRawSpan
    ) -> Bool {
        var invalid: UInt32 = 0
        var pending: UInt32 = 0
        var bits = 0
        for offset in 0..<(count * 8 + 5) / 6 {
            let digit = digit(secret: text[offset])
            invalid |= digit
            pending = pending << 6 | digit & 63
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
            }
        }
        let spare = pending & (1 << UInt32(bits) - 1)
        return invalid < 64 && spare == 0
    }

    private static func character(_ digit: UInt32) -> UInt8 {
        var code = digit &+ 65
        code = code &+ (25 &- digit) >> 8 & 6
        code = code &- (51 &- digit) >> 8 & 75
        code = code &- (61 &- digit) >> 8 & 15
        code = code &+ (62 &- digit) >> 8 & 3
        return UInt8(truncatingIfNeeded: code)
    }

    /// 0...63, or a value of 64 and more for a character outside the alphabet.
    package static func digit(secret character: UInt8) -> UInt32 {
        let code = UInt32(character)
        let upper = mask(code, from: 65, count: 26)
        let lower = mask(code, from: 97, count: 26)
        let number = mask(code, from: 48, count: 10)
        let plus = mask(code, from: 43, count: 1)
        let slash = mask(code, from: 47, count: 1)
        let known = upper | lower | number | plus | slash
        return (code &- 65) & upper | (code &- 71) & lower | (code &+ 4) & number
            | 62 & plus | 63 & slash | ~known & 64
    }

    // All ones if `code` is one of `count` codes from `first`, else zero.
    private static func mask(_ code: UInt32, from first: UInt32, count: UInt32) -> UInt32 {
        let distance = code &- first
        let outside = (distance | (count &- 1 &- distance)) >> 31
        return outside &- 1
    }
}
