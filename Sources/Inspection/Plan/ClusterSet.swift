/// Some of the clusters of a fleet, by their place in a list of all of them.
package struct ClusterSet: Hashable, Sendable {
    private var words: [UInt64]

    /// None of so many clusters.
    package init(of total: Int) {
        words = Array(repeating: 0, count: (total + 63) / 64)
    }

    package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }
    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    package mutating func insert(_ index: Int) { words[index / 64] |= 1 << UInt64(index % 64) }

    package func contains(_ index: Int) -> Bool {
        words[index / 64] & (1 << UInt64(index % 64)) != 0
    }

    package func union(_ other: ClusterSet) -> ClusterSet { combined(other) { $0 | $1 } }
    package func intersection(_ other: ClusterSet) -> ClusterSet { combined(other) { $0 & $1 } }
    package func subtracting(_ other: ClusterSet) -> ClusterSet { combined(other) { $0 & ~$1 } }

    package func isSubset(of other: ClusterSet) -> Bool {
        zip(words, other.words).allSatisfy { $0 & ~$1 == 0 }
    }

    /// The places of its clusters, in order.
    package var indices: [Int] {
        var found: [Int] = []
        for (number, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                found.append(number * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return found
    }

    private func combined(
        _ other: ClusterSet,
        _ operation: (UInt64, UInt64) -> UInt64
    ) -> ClusterSet {
        precondition(words.count == other.words.count, "sets of two fleets")
        var result = self
        for index in words.indices {
            result.words[index] = operation(words[index], other.words[index])
        }
        return result
    }
}
