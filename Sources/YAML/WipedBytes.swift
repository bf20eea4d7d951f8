import CYAML

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Bytes outside Swift's arrays that are wiped when they are dropped or moved.
///
/// It uses the allocator that CYAML gives to libyaml, so a file that is read leaves one kind of
/// memory behind. Unlike sodium memory it is neither locked nor guarded, and costs no system call:
/// ten thousand files are read in a fraction of a second.
@safe
struct WipedBytes: ~Copyable, @unchecked Sendable {
    // Only mutating methods write, and those need the one owner.
    private var start: UnsafeMutablePointer<UInt8>?
    private var capacity: Int
    private(set) var count: Int

    init() {
        unsafe start = nil
        capacity = 0
        count = 0
    }

    /// Nothing yet, with room for `capacity` bytes.
    init(capacity: Int) {
        self.init()
        reserve(capacity)
    }

    init(copying bytes: Span<UInt8>) {
        self.init(capacity: bytes.count)
        append(bytes)
    }

    deinit {
        unsafe yaml_free(start)
    }

    /// The bytes, for as long as `self` is borrowed.
    var span: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            let span = unsafe Span(_unsafeStart: start ?? Self.nowhere, count: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes in `range`, for as long as the caller keeps the owner of `self` alive.
    ///
    /// Where a class owns `self`, the compiler lends no longer than for one access.
    @unsafe @_lifetime(immortal)
    borrowing func unguarded(_ range: Range<Int>) -> Span<UInt8> {
        let bytes = span.extracting(range)
        return unsafe _overrideLifetime(bytes, copying: ())
    }

    subscript(index: Int) -> UInt8 {
        get {
            precondition(index >= 0 && index < count, "index outside the bytes")
            return unsafe start.unsafelyUnwrapped[index]
        }
        set {
            precondition(index >= 0 && index < count, "index outside the bytes")
            unsafe start.unsafelyUnwrapped[index] = newValue
        }
    }

    mutating func append(_ byte: UInt8) {
        reserve(count + 1)
        unsafe start.unsafelyUnwrapped[count] = byte
        count += 1
    }

    mutating func append(_ bytes: Span<UInt8>) {
        guard bytes.count > 0 else { return }
        reserve(count + bytes.count)
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            unsafe start.unsafelyUnwrapped.advanced(by: count)
                .update(from: base, count: source.count)
        }
        count += bytes.count
    }

    /// Whether the bytes from `index` on are `other`.
    borrowing func holds(_ other: Span<UInt8>, at index: Int) -> Bool {
        guard index >= 0, index + other.count <= count else { return false }
        guard other.count > 0 else { return true }
        return unsafe other.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return true }
            return unsafe memcmp(start.unsafelyUnwrapped + index, base, buffer.count) == 0
        }
    }

    private mutating func reserve(_ needed: Int) {
        guard needed > capacity else { return }
        let larger = max(needed, capacity * 2)
        guard let moved = unsafe yaml_realloc(start, larger) else {
            preconditionFailure("out of memory")
        }
        unsafe start = moved.bindMemory(to: UInt8.self, capacity: larger)
        capacity = larger
    }

    // `Span` wants an address even where there is nothing to read.
    private static var nowhere: UnsafeMutablePointer<UInt8> {
        unsafe UnsafeMutablePointer(bitPattern: 1).unsafelyUnwrapped
    }
}
