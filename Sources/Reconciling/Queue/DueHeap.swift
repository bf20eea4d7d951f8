/// Keys by the time at which they are due, the earliest first.
struct DueHeap<Key: Sendable>: Sendable {
    private var entries: [(due: Duration, key: Key)] = []

    var first: (due: Duration, key: Key)? { entries.first }

    mutating func insert(_ key: Key, due: Duration) {
        entries.append((due, key))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].due < entries[parent].due else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    @discardableResult
    mutating func removeFirst() -> (due: Duration, key: Key) {
        entries.swapAt(0, entries.count - 1)
        let first = entries.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].due < entries[least].due {
                least = child
            }
            guard least != parent else { return first }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
