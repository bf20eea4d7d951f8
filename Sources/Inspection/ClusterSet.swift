/// Some of a fleet's clusters, as bits: thousands of documents are compared for a thousand clusters.
package struct ClusterSet: Hashable, Sendable {
    private var words: [UInt64]

    /// None of `count` clusters.
    package init(of count: Int) {
        words = Array(repeating: 0, count: (count + 63) / 64)
    }

    package var isEmpty: Bool { words.allSatisfy { $0 == 0 } }
    package var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    package func contains(_ index: Int) -> Bool {
        words[index >> 6] >> UInt64(index & 63) & 1 == 1
    }

    package mutating func insert(_ index: Int) {
        words[index >> 6] |= 1 << UInt64(index & 63)
    }

    package mutating func formUnion(_ other: ClusterSet) {
        for place in words.indices { words[place] |= other.words[place] }
    }

    package mutating func formIntersection(_ other: ClusterSet) {
        for place in words.indices { words[place] &= other.words[place] }
    }

    package mutating func subtract(_ other: ClusterSet) {
        for place in words.indices { words[place] &= ~other.words[place] }
    }

    package func union(_ other: ClusterSet) -> ClusterSet {
        var result = self
        result.formUnion(other)
        return result
    }

    package func intersection(_ other: ClusterSet) -> ClusterSet {
        var result = self
        result.formIntersection(other)
        return result
    }

    package func subtracting(_ other: ClusterSet) -> ClusterSet {
        var result = self
        result.subtract(other)
        return result
    }

    /// How many are in both.
    package func overlap(_ other: ClusterSet) -> Int {
        var count = 0
        for place in words.indices { count += (words[place] & other.words[place]).nonzeroBitCount }
        return count
    }

    package func isSubset(of other: ClusterSet) -> Bool {
        words.indices.allSatisfy { words[$0] & ~other.words[$0] == 0 }
    }

    package func isDisjoint(with other: ClusterSet) -> Bool {
        words.indices.allSatisfy { words[$0] & other.words[$0] == 0 }
    }

    /// Their numbers, ascending.
    package var indices: [Int] {
        var found: [Int] = []
        for (place, word) in words.enumerated() {
            var left = word
            while left != 0 {
                found.append(place << 6 + left.trailingZeroBitCount)
                left &= left - 1
            }
        }
        return found
    }
}
