#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

extension Span<UInt8> {
    /// The same bytes without a type: a byte is a byte, so this is not unsafe.
    package var raw: RawSpan {
        @_lifetime(copy self)
        get { unsafe bytes }
    }
}

extension RawSpan {
    /// The byte at `offset`; traps outside.
    @inline(__always)
    package subscript(offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}

extension RawSpan {
    /// Whether the bytes are those of `other`.
    package func isEqual(to other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        return unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else {
                    return true
                }
                return unsafe memcmp(left, right, byteCount) == 0
            }
        }
    }
}

extension RawSpan {
    /// Where `byte` is, from `start` on.
    package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < byteCount else { return nil }
        return unsafe withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base + start, Int32(byte), buffer.count - start)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - base
        }
    }
}
