package import Sealing

extension RawSpan {
    /// A copy in ordinary memory, for comparing in tests only.
    package var array: [UInt8] {
        unsafe withUnsafeBytes { buffer in unsafe [UInt8](buffer) }
    }
}

/// A copy of what is in an arena, for comparing in tests only.
package func revealed(_ range: Range<Int>, in arena: borrowing SecretArena) -> [UInt8] {
    arena.bytes(range).array
}

/// A copy of a secret, for comparing in tests only.
package func revealed(_ secret: borrowing SecretBytes) -> [UInt8] {
    secret.bytes.array
}
