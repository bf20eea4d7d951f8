/// Secrets one after another in one piece of sodium memory: the opened values of a document.
///
/// An allocation of its own costs each secret 25 µs, and a process gets 16,377 of them. One arena
/// serves a document or a worker. Ranges stay valid while it grows; `removeAll` ends them.
package struct SecretArena: ~Copyable, Sendable {
    private var memory: SodiumMemory
    /// How many bytes are in use; the next secret starts here.
    package private(set) var count = 0

    /// An empty arena.
    package init() {
        memory = SodiumMemory()
    }

    /// The bytes in `range`, for as long as the arena is borrowed.
    @_lifetime(borrow self)
    package borrowing func bytes(_ range: Range<Int>) -> RawSpan {
        precondition(range.upperBound <= count, "outside the arena")
        return memory.bytes(range)
    }

    /// Whether two secrets are the same, without leaking where the first difference is.
    package borrowing func holdsSame(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
        bytes(one).matches(bytes(other))
    }

    /// Copies `bytes` to the end and says where they are.
    package mutating func append(_ bytes: RawSpan) -> Range<Int> {
        append(capacity: bytes.byteCount) { output in output.append(contentsOf: bytes) }
    }

    /// Copies what is already in the arena to its end and says where the copy is.
    package mutating func append(copying range: Range<Int>) -> Range<Int> {
        precondition(range.upperBound <= count, "outside the arena")
        reserve(range.count)
        memory.copy(range, to: count)
        defer { count += range.count }
        return count..<count + range.count
    }

    /// Lets `fill` write up to `capacity` bytes at the end and says where they are.
    ///
    /// Nothing is added if `fill` throws.
    package mutating func append<Failure: Error>(
        capacity: Int,
        fill: (inout OutputRawSpan) throws(Failure) -> Void
    ) throws(Failure) -> Range<Int> {
        reserve(capacity)
        let written = try memory.write(count..<count + capacity, fill: fill)
        defer { count += written }
        return count..<count + written
    }

    /// Wipes everything and starts again with the same memory.
    package mutating func removeAll() {
        memory.wipe(0..<memory.capacity)
        count = 0
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > memory.capacity else { return }
        memory.grow(to: max(2 * memory.capacity, count + more), keeping: count)
    }
}
