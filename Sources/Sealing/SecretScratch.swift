/// The working buffer of one worker: a padded value on its way into its box.
///
/// It is filled again and again and grows to the largest; sealing in bulk allocates nothing else
/// that is secret. What was in it stays, in sodium memory, until it is overwritten or dropped.
package struct SecretScratch: ~Copyable, Sendable {
    private var memory: SodiumMemory
    private var count = 0

    /// An empty buffer, large enough for most values.
    package init() {
        memory = SodiumMemory()
    }

    /// What the last `refill` wrote.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        borrowing get { memory.bytes(0..<count) }
    }

    /// Lets `fill` write up to `capacity` bytes in place of what was there.
    mutating func refill(capacity: Int, fill: (inout OutputRawSpan) -> Void) {
        if capacity > memory.capacity {
            memory.grow(to: max(2 * memory.capacity, capacity), keeping: 0)
        }
        count = memory.write(0..<capacity, fill: fill)
    }
}
