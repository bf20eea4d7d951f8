import CSodium

/// XChaCha20-Poly1305 under a key that Argon2id makes of a passphrase.
enum PassphraseBox {
    static let saltCount = 16
    static let nonceCount = 24
    /// How much longer a box is than what is in it.
    static let overhead = 16

    /// The key of a passphrase; `nil` when there is not enough memory.
    static func key(_ passphrase: RawSpan, salt: [UInt8], cost: PassphraseCost) -> SecretBytes? {
        precondition(salt.count == saltCount, "a salt has 16 bytes")
        var made = false
        let key = SecretBytes(capacity: keyCount) { output in
            made = unsafe output.append(count: keyCount) { key in
                unsafe passphrase.withBytePointer { passphrase, count in
                    unsafe passphrase.withMemoryRebound(to: CChar.self, capacity: count) { text in
                        unsafe crypto_pwhash(
                            key,
                            UInt64(keyCount),
                            text,
                            UInt64(count),
                            salt,
                            UInt64(cost.passes),
                            cost.memory,
                            crypto_pwhash_ALG_ARGON2ID13
                        ) == 0
                    }
                }
            }
        }
        return made ? consume key : nil
    }

    /// Encrypts; `header` is not in the box and yet cannot be changed.
    static func seal(
        _ plain: RawSpan,
        key: borrowing SecretBytes,
        nonce: [UInt8],
        header: [UInt8]
    ) -> [UInt8] {
        precondition(nonce.count == nonceCount && key.count == keyCount, "wrong lengths")
        let count = plain.byteCount + overhead
        return [UInt8](rawCapacity: count) { output in
            unsafe output.append(count: count) { box in
                unsafe plain.withBytePointer { plain, length in
                    unsafe key.bytes.withBytePointer { key, _ in
                        _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                            box,
                            nil,
                            plain,
                            UInt64(length),
                            header,
                            UInt64(header.count),
                            nil,
                            nonce,
                            key
                        )
                    }
                }
            }
        }
    }

    /// Decrypts; `nil` if the passphrase is wrong or anything was changed.
    static func open(
        _ box: [UInt8],
        key: borrowing SecretBytes,
        nonce: [UInt8],
        header: [UInt8]
    ) -> SecretBytes? {
        precondition(nonce.count == nonceCount && key.count == keyCount, "wrong lengths")
        guard box.count > overhead else { return nil }
        var opened = false
        let plain = SecretBytes(capacity: box.count - overhead) { output in
            opened = unsafe output.append(count: box.count - overhead) { plain in
                unsafe key.bytes.withBytePointer { key, _ in
                    unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                        plain,
                        nil,
                        nil,
                        box,
                        UInt64(box.count),
                        header,
                        UInt64(header.count),
                        nonce,
                        key
                    ) == 0
                }
            }
        }
        return opened ? consume plain : nil
    }

    private static let keyCount = 32
}
