import CSodium

/// SHA-256, which other formats ask for: no part of ours, and never over anything secret.
package enum ContentHash {
    /// The 32 bytes of the SHA-256 of `bytes`.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        Sodium.start()
        let count = Int(crypto_hash_sha256_bytes())
        var digest = [UInt8](repeating: 0, count: count)
        _ = unsafe crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
        return digest
    }
}
