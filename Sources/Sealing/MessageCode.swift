import CSodium

/// HMAC-SHA256, with which Git servers authenticate what they send: no part of our own format.
package enum MessageCode {
    /// Whether `code` is the one of `message` under `key`; takes the same time wherever it differs.
    package static func isCode(
        _ code: [UInt8],
        of message: [UInt8],
        under key: RawSpan
    ) -> Bool {
        Sodium.start()
        guard code.count == Int(crypto_auth_hmacsha256_bytes()) else { return false }
        var state = crypto_auth_hmacsha256_state()
        var expected = [UInt8](repeating: 0, count: code.count)
        defer { unsafe sodium_memzero(&state, MemoryLayout.size(ofValue: state)) }
        unsafe key.withBytePointer { key, count in
            _ = unsafe crypto_auth_hmacsha256_init(&state, key, count)
        }
        _ = unsafe crypto_auth_hmacsha256_update(&state, message, UInt64(message.count))
        _ = unsafe crypto_auth_hmacsha256_final(&state, &expected)
        return unsafe sodium_memcmp(expected, code, code.count) == 0
    }

    /// Whether two texts are the same, without telling where they differ; the lengths may show.
    package static func isSame(_ text: String, as secret: RawSpan) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == secret.byteCount else { return false }
        return unsafe secret.withBytePointer { secret, count in
            unsafe sodium_memcmp(bytes, secret, count) == 0
        }
    }
}
