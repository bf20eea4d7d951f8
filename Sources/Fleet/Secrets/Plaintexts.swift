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

    /// One value: a part of bytes that lie elsewhere.
    package convenience init(copying bytes: RawSpan, _ range: Range<Int>, key: String) {
        var arena = SecretArena()
        let copy = arena.append(bytes.extracting(range))
        self.init(arena, items: [(key, copy)])
    }

    /// Seals some of the values, in order; `binding` says what each is bound to.
    func sealed(
        _ range: Range<Int>,
        to key: PublicKey,
        binding: (String) -> Binding
    ) -> [(key: String, sealed: SealedValue)] {
        Self.sealed(arena, items[range], to: key, binding)
    }

    // The arena comes as a parameter because bytes lent by a class cannot be passed on.
    private static func sealed(
        _ arena: borrowing SecretArena,
        _ items: ArraySlice<(key: String, range: Range<Int>)>,
        to key: PublicKey,
        _ binding: (String) -> Binding
    ) -> [(key: String, sealed: SealedValue)] {
        var scratch = SecretScratch()
        var sealed: [(key: String, sealed: SealedValue)] = []
        sealed.reserveCapacity(items.count)
        for item in items {
            let binding = binding(item.key)
            let value = SealedValue.seal(
                arena.bytes(item.range),
                to: key,
                binding: binding,
                id: binding.value,
                scratch: &scratch
            )
            sealed.append((item.key, value))
        }
        return sealed
    }

    /// How many bytes the values have together.
    package var count: Int { items.reduce(0) { $0 + $1.range.count } }
}
