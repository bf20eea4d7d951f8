package import Sealing

/// Values that wait to be sealed, in one piece of secret memory that several threads may read.
package final class Plaintexts: Sendable {
    private let arena: SecretArena
    /// Item keys with where their value lies.
    package let items: [(key: String, range: Range<Int>)]

    package init(_ arena: consuming SecretArena, items: [(key: String, range: Range<Int>)]) {
        self.arena = arena
        self.items = items
    }

    /// Lends a value.
    package func withValue<Result, Failure: Error>(
        _ range: Range<Int>, _ body: (RawSpan) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(arena.bytes(range))
    }

    /// How many bytes the values have together.
    package var count: Int { items.reduce(0) { $0 + $1.range.count } }
}
