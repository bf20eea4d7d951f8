package import Payloads
internal import Sealing

/// Base64 with padding (RFC 4648, section 4), as Kubernetes writes bytes in JSON.
///
/// Without a table, so that the use of the cache tells nothing about a secret.
package enum Base64Text {
    /// Appends the text of `bytes`.
    package static func write(_ bytes: RawSpan, to output: inout PayloadWriter) {
        output.append(capacity: (bytes.byteCount + 2) / 3 * 4) { output in
            Base64.encode(secret: bytes, to: &output)
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
            let digit = Base64.digit(secret: byte)
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
}
