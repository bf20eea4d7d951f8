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

    /// Whether `sign` is 1 for any of the bytes; for the others it is 0.
    ///
    /// Looks at whole blocks without a branch on what a byte is, and `sign` is a number for the same
    /// reason: that way the compiler looks at many bytes at once.
    @inline(__always)
    func contains(_ sign: (UInt8) -> UInt8) -> Bool {
        var start = 0
        while count - start >= 128 {
            if block(128, from: start, contains: sign) { return true }
            start += 128
        }
        var found: UInt8 = 0
        for index in start..<count { found |= sign(unsafe self[unchecked: index]) }
        return found != 0
    }

    /// Whether `sign` is 1 for any byte of a block, whose length is best a constant.
    @inline(__always)
    func block(_ length: Int, from start: Int, contains sign: (UInt8) -> UInt8) -> Bool {
        precondition(start >= 0 && start <= count - length)
        var found: UInt8 = 0
        for index in 0..<length { found |= sign(unsafe self[unchecked: start &+ index]) }
        return found != 0
    }

    /// Where the first line feed at or after `start` stands.
    func firstLineFeed(from start: Int) -> Int? {
        let rest = extracting(droppingFirst: start)
        return unsafe rest.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress,
                let found = unsafe memchr(base, 0x0A, buffer.count)
            else { return nil }
            return unsafe start + (UnsafeRawPointer(found) - UnsafeRawPointer(base))
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
