/// Names of files that are being written: hidden, so that no walk takes one for a document.
enum TemporaryName {
    private static let prefix = ".fleetseal-"
    private static let suffix = ".tmp"

    static func make() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return prefix + String(repeating: "0", count: 16 - digits.utf8.count) + digits + suffix
    }

    /// Whether a name can be one of ours: a journal may make us touch no others.
    static func isOne(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard bytes.count == prefix.utf8.count + 16 + suffix.utf8.count,
            bytes.starts(with: prefix.utf8),
            bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
        else { return false }
        return bytes.dropFirst(prefix.utf8.count).prefix(16)
            .allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
