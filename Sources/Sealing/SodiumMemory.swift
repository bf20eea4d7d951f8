import CSodium

/// A stretch of sodium memory that can be written to: what arenas and scratch buffers stand on.
///
/// It does not know how much of it is in use; its owner does.
@safe
struct SodiumMemory: ~Copyable, @unchecked Sendable {
    // Written only through `mutating` methods, so exclusive access makes sending it sound.
    private let start: UnsafeMutableRawPointer
    let capacity: Int

    init(capacity: Int) {
        let spare = capacity == SparePages.capacity ? SparePages.take() : nil
        unsafe start = spare?.start ?? Sodium.allocate(capacity)
        self.capacity = capacity
    }

    /// Memory of one page, which is the cheapest to have.
    init() { self.init(capacity: SparePages.capacity) }

    deinit {
        if capacity == SparePages.capacity, unsafe SparePages.keep(.init(start: start)) { return }
        unsafe sodium_free(start)
    }

    /// The bytes in `range`, for as long as `self` is borrowed.
    @_lifetime(borrow self)
    borrowing func bytes(_ range: Range<Int>) -> RawSpan {
        precondition(range.lowerBound >= 0 && range.upperBound <= capacity, "outside the memory")
        let span = unsafe RawSpan(_unsafeStart: start + range.lowerBound, byteCount: range.count)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Lets `fill` write to `range` and says how many bytes it wrote.
    mutating func write<Failure: Error>(
        _ range: Range<Int>,
        fill: (inout OutputRawSpan) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        precondition(range.lowerBound >= 0 && range.upperBound <= capacity, "outside the memory")
        let buffer = unsafe UnsafeMutableRawBufferPointer(
            start: start + range.lowerBound,
            count: range.count
        )
        var span = unsafe OutputRawSpan(buffer: buffer, initializedCount: 0)
        try fill(&span)
        return unsafe span.finalize(for: buffer)
    }

    /// Copies the bytes in `range` to `offset`.
    mutating func copy(_ range: Range<Int>, to offset: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= capacity, "outside the memory")
        precondition(offset >= 0 && offset + range.count <= capacity, "outside the memory")
        unsafe (start + offset).copyMemory(from: start + range.lowerBound, byteCount: range.count)
    }

    /// Overwrites `range` with zeros.
    mutating func wipe(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= capacity, "outside the memory")
        unsafe sodium_memzero(start + range.lowerBound, range.count)
    }

    /// Moves to larger memory with the first `count` bytes; the old one is wiped and freed.
    mutating func grow(to capacity: Int, keeping count: Int) {
        precondition(count <= self.capacity && count <= capacity, "outside the memory")
        let larger = SodiumMemory(capacity: capacity)
        unsafe larger.start.copyMemory(from: start, byteCount: count)
        self = larger
    }
}
