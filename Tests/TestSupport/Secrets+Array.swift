package import Sealing

extension RawSpan {
    /// A copy in ordinary memory, for comparing in tests only.
    package var array: [UInt8] {
        unsafe withUnsafeBytes { buffer in unsafe [UInt8](buffer) }
    }
}

/// A copy of what is in an arena, for comparing in tests only.
package func copy(_ range: Range<Int>, of arena: borrowing SecretArena) -> [UInt8] {
    arena.bytes(range).array
}

/// A copy of a secret, for comparing in tests only.
package func copy(of secret: borrowing SecretBytes) -> [UInt8] {
    secret.bytes.array
}
