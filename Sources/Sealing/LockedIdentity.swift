/// A private key under a passphrase: the header of its file, and the box behind it.
///
///     fleetseal-identity-1 argon2id <passes> <memory> <base64 of salt> <base64 of nonce>
///     <base64 of the box>
///
/// The key of the box is Argon2id of the passphrase; in the box is the private key's text; the
/// header, without its line end, is the associated data. Parsing runs no Argon2id.
struct LockedIdentity: Hashable, Sendable {
    static let prefix = "fleetseal-identity-"

    let header: [UInt8]
    let cost: PassphraseCost
    private let salt: [UInt8]
    private let nonce: [UInt8]
    private let box: [UInt8]
    private let line: Int

    /// Reads the two lines, the first of which is line `number` of the file.
    init(header: RawSpan, box: RawSpan, line number: Int) throws(IdentityFileError) {
        let fields = Self.fields(header)
        guard fields.count == 6 else { throw .header(line: number) }
        let salt = Base64.decode(header.extracting(fields[4]))
        let nonce = Base64.decode(header.extracting(fields[5]))
        guard header.extracting(fields[0]).equals(Self.prefix + "1"),
            header.extracting(fields[1]).equals("argon2id"),
            let passes = Self.number(header.extracting(fields[2])),
            let memory = Self.number(header.extracting(fields[3])),
            let salt, salt.count == PassphraseBox.saltCount,
            let nonce, nonce.count == PassphraseBox.nonceCount
        else { throw .header(line: number) }
        let highest = PassphraseCost.highest
        guard passes <= highest.passes, memory <= highest.memory else {
            throw .cost(line: number)
        }
        guard let cost = PassphraseCost(passes: passes, memory: memory) else {
            throw .header(line: number)
        }
        guard let box = Base64.decode(box), box.count == Self.boxCount else {
            throw .box(line: number + 1)
        }
        self.header = header.copied
        self.cost = cost
        self.salt = salt
        self.nonce = nonce
        self.box = box
        line = number
    }

    /// Puts `key` under a passphrase.
    init(
        _ key: borrowing PrivateKey,
        passphrase: RawSpan,
        cost: PassphraseCost
    ) throws(IdentityFileError) {
        guard passphrase.byteCount > 0 else { throw .passphraseEmpty }
        let salt = Sodium.randomBytes(PassphraseBox.saltCount)
        let nonce = Sodium.randomBytes(PassphraseBox.nonceCount)
        let words = [
            Self.prefix + "1", "argon2id", String(cost.passes), String(cost.memory),
            Base64.encode(salt), Base64.encode(nonce),
        ]
        header = Array(words.joined(separator: " ").utf8)
        guard let boxKey = PassphraseBox.key(passphrase, salt: salt, cost: cost) else {
            throw .outOfMemory(needed: cost.memory)
        }
        let text = key.text
        box = PassphraseBox.seal(text.bytes, key: boxKey, nonce: nonce, header: header)
        self.cost = cost
        self.salt = salt
        self.nonce = nonce
        line = 1
    }

    /// Both lines, each with its line end.
    var text: String {
        String(decoding: header, as: UTF8.self) + "\n" + Base64.encode(box) + "\n"
    }

    /// The key, if the passphrase is right.
    func open(passphrase: RawSpan) throws(IdentityFileError) -> PrivateKey {
        guard let boxKey = PassphraseBox.key(passphrase, salt: salt, cost: cost) else {
            throw .outOfMemory(needed: cost.memory)
        }
        let text = PassphraseBox.open(box, key: boxKey, nonce: nonce, header: header)
        guard let text else { throw .notAuthentic }
        do throws(KeyError) {
            return try PrivateKey(text: text.bytes)
        } catch {
            throw .key(error, line: line + 1)
        }
    }

    private static let boxCount = KeyText.privateKey.textCount + PassphraseBox.overhead

    // What stands between single spaces.
    private static func fields(_ line: RawSpan) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = 0
        for offset in 0..<line.byteCount where line[offset] == 32 {
            fields.append(start..<offset)
            start = offset + 1
        }
        return fields + [start..<line.byteCount]
    }

    // A decimal number without sign or leading zeros, of as many digits as fit for certain.
    private static func number(_ text: RawSpan) -> Int? {
        guard (1...18).contains(text.byteCount), text[0] != 48 else { return nil }
        var number = 0
        for offset in 0..<text.byteCount {
            guard (48...57).contains(text[offset]) else { return nil }
            number = number * 10 + Int(text[offset] - 48)
        }
        return number
    }
}
