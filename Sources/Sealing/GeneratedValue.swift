import CSodium

/// Values that are made here instead of typed: random, and known to nobody.
package enum GeneratedValue {
    private static let letters = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )
    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// A password of letters, digits, `-` and `_`: 6 random bits a character, safe in URLs and shells.
    package static func password(_ count: Int, into arena: inout SecretArena) -> Range<Int> {
        characters(count, of: letters, into: &arena)
    }

    /// `count` hexadecimal digits, 4 random bits each.
    package static func hex(_ count: Int, into arena: inout SecretArena) -> Range<Int> {
        characters(count, of: hexDigits, into: &arena)
    }

    /// A random UUID (version 4).
    package static func uuid(into arena: inout SecretArena) -> Range<Int> {
        Sodium.start()
        return arena.append(capacity: 36) { output in
            for position in 0..<36 {
                switch position {
                case 8, 13, 18, 23: output.append(UInt8(ascii: "-"))
                case 14: output.append(UInt8(ascii: "4"))
                case 19: output.append(hexDigits[8 + Int(randombytes_uniform(4))])
                default: output.append(hexDigits[Int(randombytes_uniform(16))])
                }
            }
        }
    }

    /// A private key for OpenSSH, and the line for `authorized_keys` that belongs to it.
    package static func sshKey(
        comment: String,
        into arena: inout SecretArena
    ) -> (range: Range<Int>, publicLine: String) {
        let pair = KeyPair()
        var blob = SecretArena()
        let whole = blob.append(capacity: 512 + comment.utf8.count) { output in
            pair.writeBlob(comment: comment, to: &output)
        }
        var encoded = SecretArena()
        let text = Base64.encode(secret: blob.bytes(whole), into: &encoded)
        let range = arena.append(capacity: text.count + text.count / 70 + 80) { output in
            output.append(text: "-----BEGIN OPENSSH PRIVATE KEY-----\n")
            var start = text.lowerBound
            while start < text.upperBound {
                let end = min(start + 70, text.upperBound)
                output.append(contentsOf: encoded.bytes(start..<end))
                output.append(text: "\n")
                start = end
            }
            output.append(text: "-----END OPENSSH PRIVATE KEY-----\n")
        }
        return (range, "ssh-ed25519 \(Base64.encode(pair.publicBlob)) \(comment)")
    }

    private static func characters(
        _ count: Int,
        of alphabet: [UInt8],
        into arena: inout SecretArena
    ) -> Range<Int> {
        Sodium.start()
        return arena.append(capacity: count) { output in
            for _ in 0..<count {
                output.append(alphabet[Int(randombytes_uniform(UInt32(alphabet.count)))])
            }
        }
    }

    /// An Ed25519 pair in the layout of OpenSSH's files.
    private struct KeyPair: ~Copyable {
        private let secret: SecretBytes
        private let publicKey: [UInt8]
        private static let type = Array("ssh-ed25519".utf8)

        init() {
            Sodium.start()
            var publicKey = [UInt8](repeating: 0, count: 32)
            secret = SecretBytes(capacity: 64) { output in
                _ = unsafe output.append(count: 64) { start in
                    unsafe crypto_sign_keypair(&publicKey, start)
                }
            }
            self.publicKey = publicKey
        }

        var publicBlob: [UInt8] { Self.string(Self.type) + Self.string(publicKey) }

        func writeBlob(comment: String, to output: inout OutputRawSpan) {
            output.append(text: "openssh-key-v1\0")
            for bytes in [Array("none".utf8), Array("none".utf8), []] {
                Self.write(Self.string(bytes), &output)
            }
            Self.write([0, 0, 0, 1] + Self.string(publicBlob), &output)
            let text = Self.string(Array(comment.utf8))
            // Two equal numbers, the public half again, the private half, the comment.
            let count = 8 + publicBlob.count + 4 + 64 + text.count
            let padding = (8 - count % 8) % 8
            Self.write(Self.number(count + padding), &output)
            let check = Sodium.randomBytes(4)
            Self.write(check + check + publicBlob + Self.number(64), &output)
            output.append(contentsOf: secret.bytes)
            Self.write(text + (0..<padding).map { UInt8($0 + 1) }, &output)
        }

        private static func write(_ bytes: [UInt8], _ output: inout OutputRawSpan) {
            for byte in bytes { output.append(byte) }
        }

        private static func string(_ bytes: [UInt8]) -> [UInt8] { number(bytes.count) + bytes }

        private static func number(_ value: Int) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
    }
}
