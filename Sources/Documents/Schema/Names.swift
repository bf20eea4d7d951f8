/// The syntax of names, as docs/format.md gives it.
///
/// All are ASCII and compared as bytes.
package enum Names {
    /// A DNS-1123 label: clusters, groups, operators, namespaces.
    package static func isLabel(_ text: String) -> Bool {
        isLabel(text.utf8)
    }

    /// A DNS-1123 subdomain: names of Secrets.
    package static func isSubdomain(_ text: String) -> Bool {
        guard (1...253).contains(text.utf8.count) else { return false }
        return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { isLabel($0, atMost: 253) }
    }

    /// A key of a Kubernetes Secret.
    package static func isItemKey(_ text: String) -> Bool {
        let bytes = text.utf8.span
        guard (1...253).contains(bytes.count), text != ".", !text.hasPrefix("..") else {
            return false
        }
        // A loop over the bytes: documents have thousands of keys.
        for index in bytes.indices {
            let byte = bytes[index]
            let isLetter = (byte | 0x20) &- UInt8(ascii: "a") < 26
            guard
                isLetter || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "-")
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            else { return false }
        }
        return true
    }

    /// A calendar date as documents write it: `2026-11-21`.
    package static func isDate(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
            return false
        }
        let digits = bytes.indices.filter { $0 != 4 && $0 != 7 }
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[$0]) }),
            let month = Int(text.utf8.dropFirst(5).prefix(2).asText),
            let day = Int(text.utf8.dropFirst(8).asText)
        else { return false }
        return (1...12).contains(month) && (1...31).contains(day)
    }

    /// A fleet's id: `f` and 20 base32 characters.
    package static func isFleetID(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count == 21, bytes.first == UInt8(ascii: "f") else { return false }
        return bytes.dropFirst().allSatisfy { byte in
            isLowerCase(byte) || (UInt8(ascii: "2")...UInt8(ascii: "7")).contains(byte)
        }
    }

    private static func isLabel(
        _ bytes: some BidirectionalCollection<UInt8>,
        atMost limit: Int = 63
    ) -> Bool {
        guard let first = bytes.first, let last = bytes.last, bytes.count <= limit,
            isLowerCaseOrDigit(first), isLowerCaseOrDigit(last)
        else { return false }
        return bytes.allSatisfy { isLowerCaseOrDigit($0) || $0 == UInt8(ascii: "-") }
    }

    private static func isLowerCase(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    private static func isUpperCase(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// An ASCII letter or digit.
    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isLowerCaseOrDigit(byte) || isUpperCase(byte)
    }

    /// An ASCII letter in lower case or a digit.
    static func isLowerCaseOrDigit(_ byte: UInt8) -> Bool {
        isLowerCase(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension Collection<UInt8> {
    /// The bytes read as UTF-8.
    fileprivate var asText: String { String(decoding: self, as: UTF8.self) }
}
