/// Finds the keys of large mappings without walking them.
///
/// One open-addressing table for each mapping with more than a few keys, all in one array. Tables
/// keep record numbers, never content.
struct KeyTable: Sendable {
    /// Mappings with more entries than this have a table.
    static let threshold = 8

    // A record number plus one; 0 is free.
    private var slots: [UInt32] = []

    /// Makes a table for `count` keys and returns the number to find it by.
    mutating func open(for count: Int) -> UInt32 {
        let start = slots.count
        slots.append(UInt32(Self.size(for: count)))
        slots.append(contentsOf: repeatElement(0, count: Self.size(for: count)))
        return UInt32(start + 1)
    }

    /// Adds a key to the table `number`, or returns the record that `isSame` says is this key.
    mutating func add(
        _ record: Int,
        hash: Int,
        to number: UInt32,
        isSame: (Int) -> Bool
    ) -> Int? {
        var slot = first(hash, number)
        while slots[slot.at] != 0 {
            let other = Int(slots[slot.at]) - 1
            if isSame(other) { return other }
            slot.step()
        }
        slots[slot.at] = UInt32(record + 1)
        return nil
    }

    /// The record in the table `number` that `isSame` says is the key with this hash.
    func find(hash: Int, in number: UInt32, isSame: (Int) -> Bool) -> Int? {
        var slot = first(hash, number)
        while slots[slot.at] != 0 {
            let record = Int(slots[slot.at]) - 1
            if isSame(record) { return record }
            slot.step()
        }
        return nil
    }

    private struct Slot {
        let start: Int
        let mask: Int
        var index: Int
        var at: Int { start + index }
        mutating func step() { index = (index + 1) & mask }
    }

    private func first(_ hash: Int, _ number: UInt32) -> Slot {
        let size = Int(slots[Int(number) - 1])
        return Slot(start: Int(number), mask: size - 1, index: hash & (size - 1))
    }

    // At most half full, so that a search always ends.
    private static func size(for count: Int) -> Int {
        var size = 16
        while size < count * 2 { size *= 2 }
        return size
    }
}
