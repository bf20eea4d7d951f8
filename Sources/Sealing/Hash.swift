import CSodium

/// The hash of the format: BLAKE2b with 32 bytes of output over length-prefixed parts.
///
/// Each part stands behind its length as 8 little-endian bytes, so no two lists of parts hash
/// alike. The first part, the context, says what is being hashed and in which version.
package enum Hash {
    /// H(context, parts…).
    package static func digest(_ context: String, _ parts: [UInt8]...) -> Digest {
        digest(context, parts: parts)
    }

    /// H(context, parts…).
    package static func digest(_ context: String, parts: [[UInt8]]) -> Digest {
        digest(context) { input in
            for part in parts { input.append(part.span.raw) }
        }
    }

    /// H(context, …) over the parts that `feed` appends, which need not lie in arrays.
    package static func digest(_ context: String, feed: (inout HashInput) -> Void) -> Digest {
        Digest { output in append(context, to: &output, feed: feed) }
    }

    /// KH(key, context, parts…), with a key of 32 bytes.
    package static func keyed(_ key: RawSpan, _ context: String, parts: [[UInt8]]) -> Digest {
        keyed(key, context) { input in
            for part in parts { input.append(part.span.raw) }
        }
    }

    /// KH(key, context, …) over the parts that `feed` appends, which may be secret.
    package static func keyed(
        _ key: RawSpan,
        _ context: String,
        feed: (inout HashInput) -> Void
    ) -> Digest {
        Digest { output in append(keyed: key, context, to: &output, feed: feed) }
    }

    /// KH(key, context) as a secret, to be used as a key itself.
    package static func derived(from key: RawSpan, _ context: String) -> SecretBytes {
        SecretBytes(capacity: Digest.count) { output in
            append(keyed: key, context, to: &output) { _ in }
        }
    }

    /// Appends the 32 bytes of H(context, …) to `output`.
    static func append(
        _ context: String,
        to output: inout OutputRawSpan,
        feed: (inout HashInput) -> Void
    ) {
        run(key: RawSpan(), context, to: &output, feed: feed)
    }

    /// Appends the 32 bytes of KH(key, context, …) to `output`.
    static func append(
        keyed key: RawSpan,
        _ context: String,
        to output: inout OutputRawSpan,
        feed: (inout HashInput) -> Void
    ) {
        precondition(key.byteCount == 32, "a hash key has 32 bytes")
        run(key: key, context, to: &output, feed: feed)
        wipeStack()
    }

    /// The first 4 bytes of H(context, …) as a big-endian number, leaving no more of the hash behind.
    static func checksum(_ context: String, feed: (inout HashInput) -> Void) -> UInt32 {
        unsafe withUnsafeTemporaryAllocation(byteCount: Digest.count, alignment: 8) { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            defer { unsafe sodium_memzero(start, buffer.count) }
            var output = unsafe OutputRawSpan(buffer: buffer, initializedCount: 0)
            append(context, to: &output, feed: feed)
            _ = unsafe output.finalize(for: buffer)
            return UInt32(bigEndian: unsafe start.load(as: UInt32.self))
        }
    }

    /// Has to follow every hash over a secret: libsodium spills words of the last block from registers to
    /// the stack, and leaves them there.
    ///
    /// It wipes more than the frames of all that is called to hash something, optimized or not.
    static func wipeStack() { sodium_stackzero(16_384) }

    private static func run(
        key: RawSpan,
        _ context: String,
        to output: inout OutputRawSpan,
        feed: (inout HashInput) -> Void
    ) {
        Sodium.start()
        precondition(output.freeCapacity >= Digest.count, "no room for a digest")
        let size = crypto_generichash_statebytes()
        unsafe withUnsafeTemporaryAllocation(byteCount: size, alignment: 64) { memory in
            guard let start = memory.baseAddress else { return }
            let state = OpaquePointer(start)
            // The state holds the last block of what was hashed, which may be a secret.
            defer { unsafe sodium_memzero(start, size) }
            unsafe key.withBytePointer { key, count in
                _ = unsafe crypto_generichash_init(state, key, count, Digest.count)
            }
            var input = unsafe HashInput(state)
            input.append(context)
            feed(&input)
            unsafe output.append(count: Digest.count) { digest in
                _ = unsafe crypto_generichash_final(state, digest, Digest.count)
            }
        }
    }
}
