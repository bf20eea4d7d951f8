internal import Documents
internal import Sealing

/// One file whose plaintext is meant to be public, as it stands: a test key, an example.
package struct Allowance: Hashable, Sendable {
    /// What the file's content hashes to, in base32.
    package let mark: String
    package let path: String

    /// Git may check a file out with other line ends than it stores: both have one mark.
    package init(path: String, content: [UInt8]) {
        self.path = path
        let content = Self.withPlainLineEnds(content)
        mark = String(Base32.encode(Hash.digest("fleetseal/allow/v1", content).bytes).prefix(26))
    }

    private static func withPlainLineEnds(_ content: [UInt8]) -> [UInt8] {
        guard content.contains(0x0D) else { return content }
        var plain: [UInt8] = []
        plain.reserveCapacity(content.count)
        for byte in content {
            if byte == 0x0A, plain.last == 0x0D { plain.removeLast() }
            plain.append(byte)
        }
        return plain
    }

    /// Reads `MARK PATH`.
    init?(_ line: String) {
        let bytes = Array(line.utf8)
        guard bytes.count > 27, bytes[26] == UInt8(ascii: " "),
            bytes[..<26].allSatisfy({
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "2")...UInt8(ascii: "7")).contains($0)
            })
        else { return nil }
        mark = String(decoding: bytes[..<26], as: UTF8.self)
        path = String(decoding: bytes[27...], as: UTF8.self)
    }

    /// The line that allows it.
    package var text: String { "\(mark) \(path.escapedForMessage)" }
}
