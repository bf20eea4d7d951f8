import CSodium

/// A key's private half, of a cluster, a group or an operator alike: a seed and what follows from it.
///
/// It lies in sodium memory and cannot be copied. Deriving both public halves takes about as long
/// as sealing a value, so it is done once.
package struct PrivateKey: ~Copyable, Sendable {
    /// How many bytes a seed has.
    package static let seedCount = 32

    /// What the key is known by.
    package let publicKey: PublicKey
    /// `publicKey.id`, kept because each value that is opened is compared with it.
    package let id: KeyID
    // One allocation for the seed and all that is derived from it: see `appendMaterial`.
    private let material: SecretBytes

    /// A new key.
    package static func random() -> PrivateKey {
        let seed = SecretBytes(capacity: seedCount) { output in
            unsafe output.append(count: seedCount) { seed in
                unsafe Sodium.randomize(seed, count: seedCount)
            }
        }
        return PrivateKey(checkedSeed: seed.bytes)
    }

    /// Derives the key of a seed of 32 bytes.
    package init(seed: consuming SecretBytes) throws(KeyError) {
        try self.init(seed: seed.bytes)
    }

    /// Derives the key of a seed of 32 bytes, which are copied.
    package init(seed: RawSpan) throws(KeyError) {
        guard seed.byteCount == Self.seedCount else {
            throw KeyError(.privateKey, .length(seed.byteCount, expected: Self.seedCount))
        }
        self.init(checkedSeed: seed)
    }

    /// Reads `FSKEY-1-…`; line ends are not part of it.
    package init(text: RawSpan) throws(KeyError) {
        let capacity = Self.seedCount + KeyText.checksumCount
        let seed = try SecretBytes(capacity: capacity) { output throws(KeyError) in
            try KeyText.privateKey.decode(text, to: &output)
            output.removeLast(KeyText.checksumCount)
        }
        try self.init(seed: seed.bytes)
    }

    /// Derives the key of what is known to be 32 bytes.
    init(checkedSeed seed: RawSpan) {
        var publicBytes: [UInt8] = []
        material = SecretBytes(capacity: Self.materialCount) { output in
            publicBytes = Self.appendMaterial(of: seed, to: &output)
        }
        publicKey = PublicKey(derived: publicBytes)
        id = publicKey.id
    }

    /// The same key in memory of its own.
    borrowing func copy() -> PrivateKey {
        PrivateKey(checkedSeed: seed)
    }

    /// `FSKEY-1-…`, which is the whole secret.
    package var text: SecretBytes {
        borrowing get {
            let checked = SecretBytes(capacity: Self.seedCount + KeyText.checksumCount) { output in
                output.append(contentsOf: seed)
                KeyText.privateKey.appendChecksum(of: seed, to: &output)
            }
            return SecretBytes(capacity: KeyText.privateKey.textCount) { output in
                KeyText.privateKey.encode(checked.bytes, to: &output)
            }
        }
    }

    /// Signs a digest.
    package borrowing func signature(over digest: Digest) -> Signature {
        let bytes = [UInt8](rawCapacity: Signature.count) { output in
            unsafe output.append(count: Signature.count) { signature in
                unsafe signingKey.withBytePointer { key, _ in
                    _ = unsafe crypto_sign_detached(
                        signature,
                        nil,
                        digest.bytes,
                        UInt64(digest.bytes.count),
                        key
                    )
                }
            }
        }
        guard let signature = Signature(bytes: bytes) else {
            preconditionFailure("a signature has 64 bytes")
        }
        return signature
    }

    /// What everything else is derived from.
    var seed: RawSpan {
        @_lifetime(borrow self)
        borrowing get { material.bytes.extracting(0..<32) }
    }

    /// The private number behind the half of the public key that is sealed to.
    var scalar: RawSpan {
        @_lifetime(borrow self)
        borrowing get { material.bytes.extracting(32..<64) }
    }

    private var signingKey: RawSpan {
        @_lifetime(borrow self)
        borrowing get { material.bytes.extracting(96..<160) }
    }

    private static let materialCount = 160

    // Seed, X25519 scalar, Ed25519 seed, Ed25519 signing key. Returns the public bytes.
    private static func appendMaterial(
        of seed: RawSpan,
        to output: inout OutputRawSpan
    ) -> [UInt8] {
        precondition(seed.byteCount == seedCount, "a seed has 32 bytes")
        output.append(contentsOf: seed)
        Hash.append(keyed: seed, "fleetseal/x25519/v1", to: &output) { _ in }
        Hash.append(keyed: seed, "fleetseal/ed25519/v1", to: &output) { _ in }
        return [UInt8](rawCapacity: PublicKey.count) { halves in
            unsafe halves.append(count: PublicKey.count) { halves in
                unsafe output.append(count: 64) { signingKey in
                    _ = unsafe crypto_scalarmult_base(halves, signingKey - 64)
                    _ = unsafe crypto_sign_seed_keypair(halves + 32, signingKey, signingKey - 32)
                }
            }
        }
    }
}
