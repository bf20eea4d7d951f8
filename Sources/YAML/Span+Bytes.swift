#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Span<UInt8> {
    /// Whether both hold the same bytes.
    func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        guard count > 0 else { return true }
        return unsafe withUnsafeBufferPointer { left in
            unsafe other.withUnsafeBufferPointer { right in
                guard let one = left.baseAddress, let two = right.baseAddress else {
                    return true
                }
                return unsafe memcmp(one, two, left.count) == 0
            }
        }
    }

    /// A hash that nobody outside the process can predict, so that keys cannot be made to collide.
    var hash: Int {
        var hasher = Hasher()
        unsafe withUnsafeBufferPointer { unsafe hasher.combine(bytes: .init($0)) }
        return hasher.finalize()
    }

    /// The bytes as an array of the caller's.
    var array: [UInt8] {
        unsafe withUnsafeBufferPointer { unsafe [UInt8]($0) }
    }

    /// The bytes as text, with U+FFFD for what is not UTF-8.
    var text: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}

extension UInt8 {
    /// Space or tab.
    var isBlank: Bool { self == 0x20 || self == 0x09 }
    /// Line feed or carriage return.
    var isLineEnd: Bool { self == 0x0A || self == 0x0D }
}
