#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The bytes of a request or an answer, wiped when nobody holds them any more.
///
/// They never change, so tasks share them without a copy. Unlike sodium memory they are neither
/// locked nor guarded, and cost no system call: a thousand requests a second have one each.
@safe
package final class Payload: @unchecked Sendable {
    // Never written after `init`.
    private let start: UnsafeMutableRawPointer
    /// The number of bytes.
    package let count: Int
    private let capacity: Int

    /// Takes over what a writer has written.
    init(start: UnsafeMutableRawPointer, count: Int, capacity: Int) {
        unsafe self.start = start
        self.count = count
        self.capacity = capacity
    }

    deinit {
        unsafe Self.drop(start, capacity)
    }

    /// The bytes, for as long as `self` is borrowed.
    package var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            let span = unsafe RawSpan(_unsafeStart: start, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Lends the bytes to C, which must not keep them for longer than `self` lives.
    @unsafe
    package var address: UnsafeRawPointer { unsafe UnsafeRawPointer(start) }

    static func allocate(_ capacity: Int) -> UnsafeMutableRawPointer {
        guard let start = unsafe malloc(max(capacity, 1)) else {
            preconditionFailure("out of memory")
        }
        return unsafe start
    }

    static func wipe(_ start: UnsafeMutableRawPointer, _ count: Int) {
        #if canImport(Glibc)
            unsafe explicit_bzero(start, count)
        #else
            _ = unsafe memset_s(start, count, 0, count)
        #endif
    }

    static func drop(_ start: UnsafeMutableRawPointer, _ capacity: Int) {
        unsafe wipe(start, capacity)
        unsafe free(start)
    }
}

extension Payload {
    /// No bytes.
    package convenience init() {
        self.init(copying: "".utf8.span.raw)
    }

    /// A copy of `bytes`.
    package convenience init(copying bytes: RawSpan) {
        let start = unsafe Self.allocate(bytes.byteCount)
        unsafe bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            unsafe start.copyMemory(from: base, byteCount: source.count)
        }
        unsafe self.init(start: start, count: bytes.byteCount, capacity: bytes.byteCount)
    }

    /// The UTF-8 of `text`.
    package convenience init(_ text: String) {
        self.init(copying: text.utf8.span.raw)
    }

    /// The bytes as text, with a replacement character for what is not UTF-8; not for secrets, since
    /// nobody wipes a string.
    package var text: String {
        unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
