internal import Sealing

/// A credential for a Git server, shared by all conversations with it.
@safe
package final class RemoteSecret: Sendable {
    // With a NUL byte at its end, for C.
    private let text: SecretBytes

    /// Keeps a copy; nothing if there is a NUL byte inside, which C would take for the end.
    package init?(_ bytes: RawSpan) {
        let hasNUL = unsafe bytes.withUnsafeBytes { unsafe $0.contains(0) }
        guard !hasNUL else { return nil }
        text = SecretBytes(capacity: bytes.byteCount + 1) { output in
            output.append(contentsOf: bytes)
            output.append(0 as UInt8)
        }
    }

    /// Keeps what `fill` appends, at most `capacity` bytes without a NUL byte.
    package init(capacity: Int, fill: (inout OutputRawSpan) -> Void) {
        text = SecretBytes(capacity: capacity + 1) { output in
            fill(&output)
            output.append(0 as UInt8)
        }
    }

    /// Without the NUL byte.
    package var count: Int { text.count - 1 }

    /// Lends the bytes, without the NUL byte.
    package func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
        Self.lend(text, body)
    }

    /// Good for as long as this object is: the memory of `SecretBytes` does not move.
    var start: UnsafePointer<CChar>? {
        unsafe Self.start(text)
    }

    // The secret comes as a parameter because bytes lent by a class cannot be passed on.
    private static func lend<Result>(
        _ text: borrowing SecretBytes,
        _ body: (RawSpan) -> Result
    ) -> Result {
        body(text.bytes.extracting(0..<text.count - 1))
    }

    private static func start(_ text: borrowing SecretBytes) -> UnsafePointer<CChar>? {
        unsafe text.bytes.withUnsafeBytes { bytes in
            unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        }
    }
}
