/// A set of clusters, by their numbers in a `Membership`: a bit each, since documents × clusters are
/// compared by the million.
struct ClusterSet: Hashable, Sendable {
    private var words: [UInt64]

    init(capacity: Int) {
        words = Array(repeating: 0, count: (capacity + 63) / 64)
    }

    var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

    var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

    func contains(_ index: Int) -> Bool {
        words[index >> 6] & (1 << UInt64(index & 63)) != 0
    }

    mutating func insert(_ index: Int) {
        words[index >> 6] |= 1 << UInt64(index & 63)
    }

    mutating func formUnion(_ other: ClusterSet) {
        for index in words.indices { words[index] |= other.words[index] }
    }

    mutating func formIntersection(_ other: ClusterSet) {
        for index in words.indices { words[index] &= other.words[index] }
    }

    mutating func subtract(_ other: ClusterSet) {
        for index in words.indices { words[index] &= ~other.words[index] }
    }

    func union(_ other: ClusterSet) -> ClusterSet {
        var result = self
        result.formUnion(other)
        return result
    }

    func intersection(_ other: ClusterSet) -> ClusterSet {
        var result = self
        result.formIntersection(other)
        return result
    }

    func subtracting(_ other: ClusterSet) -> ClusterSet {
        var result = self
        result.subtract(other)
        return result
    }

    func isSubset(of other: ClusterSet) -> Bool {
        for index in words.indices where words[index] & ~other.words[index] != 0 { return false }
        return true
    }

    func isDisjoint(with other: ClusterSet) -> Bool {
        for index in words.indices where words[index] & other.words[index] != 0 { return false }
        return true
    }

    /// The numbers in it, in order.
    var indices: [Int] {
        var found: [Int] = []
        for (offset, word) in words.enumerated() {
            var rest = word
            while rest != 0 {
                found.append(offset << 6 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
        return found
    }
}
