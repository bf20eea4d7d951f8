import CSodium

/// libsodium's sealed boxes: anybody with the public key closes one, only the private key opens it.
enum SealedBox {
    /// How much longer a box is than what is in it.
    static let overhead = 48

    /// A box that only `key` opens; each call makes another one.
    static func seal(_ plain: RawSpan, to key: PublicKey) -> [UInt8] {
        Sodium.start()
        let count = plain.byteCount + overhead
        return [UInt8](rawCapacity: count) { output in
            let status = unsafe output.append(count: count) { box in
                unsafe plain.withBytePointer { plain, count in
                    unsafe key.x25519.withBytePointer { key, _ in
                        unsafe crypto_box_seal(box, plain, UInt64(count), key)
                    }
                }
            }
            // It only refuses points of low order, which no PublicKey has.
            precondition(status == 0, "libsodium refused a public key")
        }
    }

    /// Appends what is in `box`; `false`, and nothing of use, if `key` does not open it.
    static func open(
        _ box: [UInt8],
        with key: borrowing PrivateKey,
        to output: inout OutputRawSpan
    ) -> Bool {
        guard box.count > overhead else { return false }
        return unsafe output.append(count: box.count - overhead) { plain in
            unsafe key.publicKey.x25519.withBytePointer { publicKey, _ in
                unsafe key.scalar.withBytePointer { scalar, _ in
                    unsafe crypto_box_seal_open(plain, box, UInt64(box.count), publicKey, scalar)
                        == 0
                }
            }
        }
    }

    /// The length of what was padded to blocks of `block` bytes; `nil` if the padding is not valid.
    static func unpaddedCount(_ padded: RawSpan, block: Int) -> Int? {
        var count = 0
        let status = unsafe padded.withBytePointer { bytes, length in
            unsafe sodium_unpad(&count, bytes, length, block)
        }
        return status == 0 ? count : nil
    }
}
