import CSodium

extension RawSpan {
    /// The byte at `offset`; traps outside.
    @inline(__always)
    subscript(offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// Whether the bytes begin with those of `text`.
    func starts(with text: String) -> Bool {
        let prefix = text.utf8.span.raw
        guard byteCount >= prefix.byteCount else { return false }
        for offset in 0..<prefix.byteCount where prefix[offset] != self[offset] { return false }
        return true
    }

    /// Whether the bytes are those of `text`.
    func equals(_ text: String) -> Bool {
        byteCount == text.utf8.count && starts(with: text)
    }

    /// The bytes as C wants them: at an address even when there are none.
    func withBytePointer<Result>(_ body: (UnsafePointer<UInt8>, Int) -> Result) -> Result {
        unsafe withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else {
                let nothing: UInt8 = 0
                return unsafe withUnsafePointer(to: nothing) { unsafe body($0, 0) }
            }
            return unsafe body(start.assumingMemoryBound(to: UInt8.self), buffer.count)
        }
    }

    /// Compares with bytes of the same length, without leaking where the first difference is.
    func matches(_ other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        return unsafe withBytePointer { left, count in
            unsafe other.withBytePointer { right, _ in
                unsafe sodium_memcmp(left, right, count) == 0
            }
        }
    }

    /// A copy in ordinary memory, for bytes that are not secret.
    var copied: [UInt8] {
        unsafe withUnsafeBytes { buffer in unsafe [UInt8](buffer) }
    }

    /// A copy as text, for ASCII that is not secret.
    var copiedText: String {
        unsafe withUnsafeBytes { buffer in unsafe String(decoding: buffer, as: UTF8.self) }
    }
}

extension Span where Element == UInt8 {
    /// The same bytes untyped.
    ///
    /// `Span.bytes` counts as unsafe because of padding, which bytes lack.
    var raw: RawSpan {
        @_lifetime(copy self)
        get { unsafe bytes }
    }
}
