#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Writes a payload; what it wrote is wiped when it is moved or dropped.
@safe
package struct PayloadWriter: ~Copyable, @unchecked Sendable {
    // Only mutating methods write, and those need the one owner.
    private var start: UnsafeMutableRawPointer
    private var capacity: Int
    /// How many bytes were written.
    package private(set) var count = 0

    /// Nothing yet, with room for `capacity` bytes.
    package init(capacity: Int = 256) {
        self.capacity = max(capacity, 16)
        unsafe start = Payload.allocate(self.capacity)
    }

    deinit {
        unsafe Payload.drop(start, capacity)
    }

    /// Appends one byte.
    package mutating func append(_ byte: UInt8) {
        reserve(1)
        unsafe start.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        count += 1
    }

    /// Appends a copy of `bytes`.
    package mutating func append(_ bytes: RawSpan) {
        guard bytes.byteCount > 0 else { return }
        reserve(bytes.byteCount)
        unsafe bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            unsafe (start + count).copyMemory(from: base, byteCount: source.count)
        }
        count += bytes.byteCount
    }

    /// Appends the UTF-8 of `text`.
    package mutating func append(_ text: String) {
        append(text.utf8.span.raw)
    }

    /// Lets `fill` append up to `capacity` bytes.
    package mutating func append<Failure: Error>(
        capacity: Int,
        fill: (inout OutputRawSpan) throws(Failure) -> Void
    ) throws(Failure) {
        reserve(capacity)
        let room = unsafe UnsafeMutableRawBufferPointer(start: start + count, count: capacity)
        var output = unsafe OutputRawSpan(buffer: room, initializedCount: 0)
        try fill(&output)
        count += unsafe output.finalize(for: room)
    }

    /// What was written so far, for as long as `self` is borrowed.
    package var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get {
            let span = unsafe RawSpan(_unsafeStart: start, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Drops the first `count` bytes and moves the rest to the front.
    package mutating func removeFirst(_ dropped: Int) {
        precondition(dropped >= 0 && dropped <= count, "more than was written")
        let rest = count - dropped
        unsafe memmove(start, start + dropped, rest)
        unsafe Payload.wipe(start + rest, dropped)
        count = rest
    }

    /// What was written; the writer starts again with nothing.
    package mutating func take() -> Payload {
        let taken = unsafe Payload(start: start, count: count, capacity: capacity)
        capacity = 16
        unsafe start = Payload.allocate(capacity)
        count = 0
        return taken
    }

    private mutating func reserve(_ more: Int) {
        guard more > capacity - count else { return }
        let (wanted, overflows) = count.addingReportingOverflow(more)
        precondition(!overflows, "more bytes than there is memory")
        let larger = max(wanted, capacity * 2)
        let moved = unsafe Payload.allocate(larger)
        unsafe moved.copyMemory(from: start, byteCount: count)
        unsafe Payload.drop(start, capacity)
        unsafe start = moved
        capacity = larger
    }
}
