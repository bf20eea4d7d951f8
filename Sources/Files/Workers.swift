internal import Threads
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// Threads for work that only computes, one for each core.
///
/// Plain threads instead of tasks: they start in microseconds, the commands that use them are
/// synchronous, and nothing here ever waits.
package enum Workers {
    /// How many cores this process may use.
    package static let count = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// Calls `body` with every item on all cores; results come in the order of the items.
    package static func map<Item: Sendable, Output: Sendable>(
        _ items: [Item],
        _ body: @escaping @Sendable (Item) -> Output
    ) -> [Output] {
        chunks(of: items.count) { range in range.map { body(items[$0]) } }.flatMap { $0 }
    }

    /// Cuts `0..<total` into ranges and calls `body` with each on all cores; for bodies that keep
    /// something between items, such as a buffer.
    package static func chunks<Output: Sendable>(
        of total: Int,
        _ body: @escaping @Sendable (Range<Int>) -> Output
    ) -> [Output] {
        guard total > 0 else { return [] }
        let workers = min(count, total)
        let size = max(1, total / (workers * 8))
        let ranges = stride(from: 0, to: total, by: size).map { $0..<min($0 + size, total) }
        guard workers > 1, total > 4 else { return ranges.map(body) }
        let next = Atomic<Int>(0)
        let results = Locked<[Output?]>(Array(repeating: nil, count: ranges.count))
        SystemThread.together(workers) {
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < ranges.count else { return }
                let result = body(ranges[index])
                results.withLock { $0[index] = result }
            }
        }
        return results.withLock { $0.compactMap { $0 } }
    }
}
