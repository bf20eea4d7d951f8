#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Finds bytes in a file as fast as memory can be read: a fleet has megabytes of sealed values, in
/// which none of what is looked for ever occurs.
@safe
struct ByteSearch {
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The first place of a byte at or behind `start`.
    func first(_ byte: UInt8, from start: Int) -> Int? {
        unsafe bytes.withUnsafeBytes { buffer -> Int? in
            guard start < buffer.count, let base = buffer.baseAddress else { return nil }
            let found = unsafe memchr(base + start, Int32(byte), buffer.count - start)
            return unsafe found.map { unsafe UnsafeRawPointer($0) - base }
        }
    }

    /// The first place of some bytes at or behind `start`.
    func first(_ text: StaticString, from start: Int) -> Int? {
        let head = unsafe text.utf8Start.pointee
        var next = first(head, from: start)
        while let found = next {
            if has(text, at: found) { return found }
            next = first(head, from: found + 1)
        }
        return nil
    }

    /// Whether `text` stands at `offset`.
    func has(_ text: StaticString, at offset: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset >= 0, offset + count <= bytes.count else { return false }
        return unsafe bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return count == 0 }
            return unsafe memcmp(base + offset, text.utf8Start, count) == 0
        }
    }
}
