/// What Kubernetes accepts as the key and the value of a label.
package enum LabelSyntax {
    /// A name of up to 63 characters, after an optional DNS subdomain of up to 253 and a slash.
    package static func isKey(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return isName(parts[0])
        case 2: return isSubdomain(parts[0]) && isName(parts[1])
        default: return false
        }
    }

    /// A name of up to 63 characters, or nothing.
    package static func isValue(_ text: String) -> Bool {
        text.utf8.isEmpty || isName(text.utf8[...])
    }

    /// Letters, digits, `-`, `_` and `.`, with a letter or digit at both ends.
    private static func isName(_ text: Substring.UTF8View) -> Bool {
        guard (1...63).contains(text.count), let first = text.first, let last = text.last else {
            return false
        }
        return isAlphanumeric(first) && isAlphanumeric(last)
            && text.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
    }

    /// Lower-case labels between dots; Kubernetes limits the whole, not each label.
    private static func isSubdomain(_ text: Substring.UTF8View) -> Bool {
        guard text.count <= 253 else { return false }
        return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { label in
                guard let first = label.first, let last = label.last else { return false }
                return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
                    && label.allSatisfy { isLowerAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
