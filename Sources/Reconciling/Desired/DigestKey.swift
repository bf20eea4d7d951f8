package import Sealing

/// The key of digests over opened values, which makes them useless for guessing values.
///
/// It is 32 random bytes beside the cluster's key and stays the same when that rotates.
package struct DigestKey: ~Copyable, Sendable {
    private let key: SecretBytes
    /// Tells digests of different keys apart; says nothing about the key.
    package let id: String

    /// Takes a key of 32 bytes.
    package init(_ key: consuming SecretBytes) {
        precondition(key.count == Digest.count, "a digest key has 32 bytes")
        let digest = Hash.keyed(key.bytes, "fleetseal/digest-key-id/v1", parts: [])
        id = Base32.encode(digest.bytes.prefix(5))
        self.key = key
    }

    /// The digest of what a Secret holds.
    ///
    /// `feed` appends each key and then its value, in the order of the keys' bytes.
    package borrowing func contents(
        of name: SecretName,
        type: String,
        feed: (inout HashInput) -> Void
    ) -> ContentDigest {
        let digest = Hash.keyed(key.bytes, "fleetseal/digest/v1") { input in
            input.append(name.namespace)
            input.append(name.name)
            input.append(type)
            feed(&input)
        }
        return ContentDigest(key: id, digest: digest)
    }
}
