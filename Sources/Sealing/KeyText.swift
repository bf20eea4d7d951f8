/// The two texts of keys: a prefix, then base32 of the bytes and of four more that check them.
struct KeyText: Sendable {
    /// `fspub1` and a public key.
    static let publicKey = KeyText(subject: .publicKey, stem: "fspub", suite: "1", count: 64)
    /// `FSKEY-1-` and a seed, in upper case, so that it is not taken for the other.
    static let privateKey = KeyText(subject: .privateKey, stem: "FSKEY-", suite: "1-", count: 32)
    /// How many bytes the checksum has.
    static let checksumCount = 4

    let prefix: String
    /// How many bytes stand in the text, without the checksum.
    let count: Int
    /// How many characters the text has.
    let textCount: Int
    private let subject: KeyError.Subject
    private let stem: String
    private let upperCase: Bool

    private init(subject: KeyError.Subject, stem: String, suite: String, count: Int) {
        self.subject = subject
        self.stem = stem
        self.count = count
        prefix = stem + suite
        textCount = prefix.utf8.count + Base32.encodedCount(count + Self.checksumCount)
        upperCase = subject == .privateKey
    }

    /// Appends the text of bytes that already stand in front of their checksum.
    func encode(_ checked: RawSpan, to output: inout OutputRawSpan) {
        output.append(text: prefix)
        Base32.encode(checked, upperCase: upperCase, to: &output)
    }

    /// Appends the bytes of `text` and their checksum, once all that can be checked is.
    func decode(_ text: RawSpan, to output: inout OutputRawSpan) throws(KeyError) {
        if let reason = reasonToRefuse(text) { throw KeyError(subject, reason) }
        let digits = text.extracting(droppingFirst: prefix.utf8.count)
        guard Base32.decode(digits, upperCase: upperCase, to: &output) else {
            throw KeyError(subject, .base32)
        }
        let decoded = output.bytes
        var found: UInt32 = 0
        for offset in count..<count + Self.checksumCount {
            found = found << 8 | UInt32(decoded[offset])
        }
        guard checksum(of: decoded.extracting(first: count)) == found else {
            throw KeyError(subject, .checksum)
        }
    }

    /// Appends the checksum of `bytes`.
    func appendChecksum(of bytes: RawSpan, to output: inout OutputRawSpan) {
        let checksum = checksum(of: bytes)
        for shift in [UInt32(24), 16, 8, 0] {
            output.append(UInt8(truncatingIfNeeded: checksum >> shift))
        }
    }

    private func checksum(of bytes: RawSpan) -> UInt32 {
        defer { if subject == .privateKey { Hash.wipeStack() } }
        return Hash.checksum("fleetseal/text/v1") { input in
            input.append(prefix)
            input.append(bytes)
        }
    }

    private func reasonToRefuse(_ text: RawSpan) -> KeyError.Reason? {
        guard text.starts(with: prefix) else {
            if text.starts(with: Self.other(than: subject)) {
                return subject == .publicKey ? .isPrivate : .isPublic
            }
            return unknownSuite(text).map { .suite($0) } ?? .prefix
        }
        guard text.byteCount == textCount else {
            return .length(text.byteCount, expected: textCount)
        }
        return nil
    }

    private static func other(than subject: KeyError.Subject) -> String {
        subject == .publicKey ? privateKey.stem : publicKey.stem
    }

    // Only digits after the stem are repeated: anything else could be a secret.
    private func unknownSuite(_ text: RawSpan) -> String? {
        guard text.starts(with: stem) else { return nil }
        let rest = text.extracting(droppingFirst: stem.utf8.count)
        var digits = 0
        while digits < min(rest.byteCount, 3), (48...57).contains(rest[digits]) { digits += 1 }
        guard digits > 0 else { return nil }
        return stem + rest.extracting(first: digits).copiedText
    }
}
