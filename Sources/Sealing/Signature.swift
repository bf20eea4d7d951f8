import CSodium

/// An Ed25519 signature over one of the format's digests.
package struct Signature: Hashable, Sendable {
    /// How many bytes every signature has.
    package static let count = 64

    package let bytes: [UInt8]

    /// Takes 64 bytes; `nil` for any other number.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.count else { return nil }
        self.bytes = bytes
    }

    /// Reads canonical base64 of 64 bytes.
    package init?(text: String) {
        guard let bytes = Base64.decode(text) else { return nil }
        self.init(bytes: bytes)
    }

    /// Base64 of the bytes, as documents hold it.
    package var text: String { Base64.encode(bytes) }
}

extension PublicKey {
    /// Whether the private half of this key made `signature` over `digest`.
    package func verifies(_ signature: Signature, over digest: Digest) -> Bool {
        Sodium.start()
        return unsafe ed25519.withBytePointer { key, _ in
            unsafe crypto_sign_verify_detached(
                signature.bytes,
                digest.bytes,
                UInt64(digest.bytes.count),
                key
            ) == 0
        }
    }
}
