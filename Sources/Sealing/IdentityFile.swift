/// The text of an identity file: one private key, plain or under a passphrase.
///
/// Empty lines and lines that start with `#` say nothing. What is left is either one line, the text
/// of a private key, or the two lines of a `LockedIdentity`, one right after the other and the last.
package struct IdentityFile: ~Copyable, Sendable {
    /// The most bytes that are looked at.
    package static let byteLimit = 65_536

    private enum Content: ~Copyable, Sendable {
        case plain(PrivateKey)
        case locked(LockedIdentity)
    }

    private let content: Content

    /// Reads the text without running Argon2id, however large the file claims the work to be.
    package init(parsing text: RawSpan) throws(IdentityFileError) {
        guard text.byteCount <= Self.byteLimit else { throw .tooLong }
        let lines = Self.lines(text)
        guard let first = lines.first else { throw .empty }
        let line = text.extracting(first.range)
        guard line.starts(with: LockedIdentity.prefix) else {
            guard lines.count == 1 else { throw .surplusLine(lines[1].number) }
            do throws(KeyError) {
                content = .plain(try PrivateKey(text: line))
            } catch {
                throw .key(error, line: first.number)
            }
            return
        }
        guard lines.count >= 2, lines[1].number == first.number + 1 else {
            throw .box(line: first.number + 1)
        }
        // What stands behind the box is not covered by it, so nothing may.
        guard lines[1].range.upperBound + 1 >= text.byteCount else {
            throw .surplusLine(lines[1].number + 1)
        }
        let box = text.extracting(lines[1].range)
        content = .locked(try LockedIdentity(header: line, box: box, line: first.number))
    }

    /// Whether `key` needs a passphrase.
    package var isLocked: Bool {
        borrowing get {
            switch content {
            case .plain: false
            case .locked: true
            }
        }
    }

    /// The key of a plain file.
    package borrowing func key() throws(IdentityFileError) -> PrivateKey {
        switch content {
        case .plain(let key): key.copy()
        case .locked: throw .passphraseNeeded
        }
    }

    /// The key, which takes Argon2id's time where there is a passphrase and none where there is not.
    package borrowing func key(passphrase: RawSpan) throws(IdentityFileError) -> PrivateKey {
        switch content {
        case .plain(let key): key.copy()
        case .locked(let locked): try locked.open(passphrase: passphrase)
        }
    }

    /// The text of a plain file: the public key as a comment, then the private one.
    package static func plain(_ key: borrowing PrivateKey) -> SecretBytes {
        let comment = "# public key: \(key.publicKey.text)\n"
        let text = key.text
        return SecretBytes(capacity: comment.utf8.count + text.count + 1) { output in
            output.append(text: comment)
            output.append(contentsOf: text.bytes)
            output.append(newline)
        }
    }

    /// The text of a file under a passphrase, whose bytes count as they are, without normalizing.
    package static func locked(
        _ key: borrowing PrivateKey,
        passphrase: RawSpan
    ) throws(IdentityFileError) -> String {
        try locked(key, passphrase: passphrase, cost: .standard)
    }

    /// The same at another cost, which only tests have a use for.
    static func locked(
        _ key: borrowing PrivateKey,
        passphrase: RawSpan,
        cost: PassphraseCost
    ) throws(IdentityFileError) -> String {
        let locked = try LockedIdentity(key, passphrase: passphrase, cost: cost)
        return "# public key: \(key.publicKey.text)\n" + locked.text
    }

    // The lines that are neither empty nor comments, counted from 1.
    private static func lines(_ text: RawSpan) -> [(number: Int, range: Range<Int>)] {
        var lines: [(number: Int, range: Range<Int>)] = []
        var (number, start) = (1, 0)
        while start < text.byteCount {
            var end = start
            while end < text.byteCount, text[end] != newline { end += 1 }
            if end > start, text[start] != hash { lines.append((number, start..<end)) }
            number += 1
            start = end + 1
        }
        return lines
    }

    private static let newline: UInt8 = 10
    private static let hash: UInt8 = 35
}
