package import Payloads

/// Base64 with padding (RFC 4648, section 4), as Kubernetes writes bytes in JSON.
///
/// Without a table, so that the use of the cache tells nothing about a secret.
package enum Base64Text {
    /// Appends the text of `bytes`.
    package static func write(_ bytes: RawSpan, to output: inout PayloadWriter) {
        output.append(capacity: (bytes.byteCount + 2) / 3 * 4) { output in
            var offset = 0
            while offset < bytes.byteCount {
                let rest = bytes.byteCount - offset
                let first = UInt32(bytes[offset]) << 16
                let second = rest > 1 ? UInt32(bytes[offset + 1]) << 8 : 0
                let group = first | second | (rest > 2 ? UInt32(bytes[offset + 2]) : 0)
                output.append(character(group >> 18))
                output.append(character(group >> 12 & 63))
                output.append(rest > 1 ? character(group >> 6 & 63) : 61)
                output.append(rest > 2 ? character(group & 63) : 61)
                offset += 3
            }
        }
    }

    /// The bytes that `text` stands for; nil if it is not canonical.
    ///
    /// Line ends between the characters are skipped, as people wrap long lines.
    package static func bytes(of text: RawSpan) -> Payload? {
        var output = PayloadWriter(capacity: text.byteCount / 4 * 3 + 3)
        var pending: UInt32 = 0
        var bits: UInt32 = 0
        var characters = 0
        var padding = 0
        var isValid = true
        for offset in 0..<text.byteCount {
            let byte = text[offset]
            if byte == 0x0A || byte == 0x0D { continue }
            characters += 1
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let digit = digit(byte)
            if digit > 63 || padding > 0 { isValid = false }
            pending = pending << 6 | digit & 63
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: pending >> bits))
                pending &= 1 << bits - 1
            }
        }
        guard isValid, characters % 4 == 0, padding <= 2, pending == 0, bits == padding * 2 else {
            return nil
        }
        return output.take()
    }

    private static func character(_ digit: UInt32) -> UInt8 {
        var code = digit &+ 65
        code = code &+ (25 &- digit) >> 8 & 6
        code = code &- (51 &- digit) >> 8 & 75
        code = code &- (61 &- digit) >> 8 & 15
        code = code &+ (62 &- digit) >> 8 & 3
        return UInt8(truncatingIfNeeded: code)
    }

    // 0...63, or a value of 64 and more for a character outside the alphabet.
    private static func digit(_ character: UInt8) -> UInt32 {
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
