/// How text is spelled as a scalar.
enum ScalarSpelling {
    /// Whether `text` can stand without quotes and is the same string to every reader.
    ///
    /// Narrower than YAML allows: what looks unusual is quoted, since a quote too many hurts nobody.
    static func isPlainSafe(_ text: String, inFlow: Bool) -> Bool {
        let bytes = text.utf8.span
        guard bytes.count > 0, startsPlain(bytes[0]), !PlainScalar.isNonString(bytes) else {
            return false
        }
        for index in bytes.indices {
            switch bytes[index] {
            case 0x21...0x22, 0x24...0x2B, 0x2D...0x39, 0x3B...0x3E, 0x40...0x5A, 0x5C, 0x5E...0x7A,
                0x7C, 0x7E:
                continue
            case UInt8(ascii: " "):
                let next = index + 1
                guard next < bytes.count, bytes[next] != UInt8(ascii: "#") else { return false }
            case UInt8(ascii: ":"):
                let next = index + 1
                guard !inFlow, next < bytes.count, !bytes[next].isBlank else { return false }
            case UInt8(ascii: "#"), UInt8(ascii: ","), UInt8(ascii: "?"), UInt8(ascii: "["),
                UInt8(ascii: "]"),
                UInt8(ascii: "{"), UInt8(ascii: "}"):
                guard !inFlow else { return false }
            default: return false
            }
        }
        return !(bytes.count >= 3 && bytes[0] == UInt8(ascii: ".") && bytes[1] == bytes[0])
    }

    // Letters, digits, and signs that mean nothing to YAML at the start of a scalar.
    private static func startsPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "/"), UInt8(ascii: "$"), UInt8(ascii: "+"):
            true
        default: false
        }
    }

    /// `text` in double quotes, on one line, spelled so that JSON reads it too.
    static func doubleQuoted(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        bytes.reserveCapacity(text.utf8.count + 2)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": bytes += #"\""#.utf8
            case "\\": bytes += #"\\"#.utf8
            case "\n": bytes += #"\n"#.utf8
            case "\r": bytes += #"\r"#.utf8
            case "\t": bytes += #"\t"#.utf8
            case let scalar where isShown(scalar): bytes += String(scalar).utf8
            default:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                bytes += #"\u"#.utf8
                bytes += repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count)
                bytes += digits.utf8
            }
        }
        bytes.append(UInt8(ascii: "\""))
        return bytes
    }

    /// `text` in single quotes, nil if it holds anything that those cannot show on one line.
    static func singleQuoted(_ text: String) -> [UInt8]? {
        guard text.unicodeScalars.allSatisfy(isShown) else { return nil }
        var bytes: [UInt8] = [UInt8(ascii: "'")]
        for byte in text.utf8 {
            bytes.append(byte)
            if byte == UInt8(ascii: "'") { bytes.append(byte) }
        }
        bytes.append(UInt8(ascii: "'"))
        return bytes
    }

    // Control characters, and those that hide or reorder what a reader sees, are escaped. None of
    // them lies beyond U+FFFF, so four digits are enough.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0xA0, 0xAD, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F,
            0xFEFF, 0xFFF9...0xFFFB, 0xFFFE...0xFFFF:
            false
        default: true
        }
    }
}
