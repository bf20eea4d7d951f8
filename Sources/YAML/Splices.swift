/// Replacements of byte ranges, collected in any order and made in one pass.
struct Splices {
    /// Which of several insertions at one place comes first.
    ///
    /// What belongs before a node comes before it; what belongs at the end of a collection comes
    /// after all in it, that of an inner collection before that of an outer one.
    struct Order: Comparable {
        private let place: Int
        private let depth: Int

        static func at(_ record: Int) -> Order { Order(place: record * 2, depth: 0) }

        static func endOf(_ collection: Int, next: Int) -> Order {
            Order(place: next * 2 - 1, depth: -collection)
        }

        static func < (left: Order, right: Order) -> Bool {
            (left.place, left.depth) < (right.place, right.depth)
        }
    }

    private struct Splice {
        let range: Range<Int>
        let bytes: [UInt8]
        let order: Order
        let number: Int
    }

    private var splices: [Splice] = []

    /// Puts `bytes` in place of `range`.
    mutating func replace(_ range: Range<Int>, by bytes: [UInt8], _ order: Order) {
        splices.append(Splice(range: range, bytes: bytes, order: order, number: splices.count))
    }

    /// Puts `bytes` in front of the byte at `offset`.
    mutating func insert(_ bytes: [UInt8], at offset: Int, _ order: Order) {
        replace(offset..<offset, by: bytes, order)
    }

    mutating func remove(_ range: Range<Int>, _ order: Order) {
        replace(range, by: [], order)
    }

    /// `text` with all replacements made; an overlap is an error at `place`.
    func applied(to text: [UInt8], at place: Position) throws(YAMLError) -> [UInt8] {
        let sorted = splices.sorted { left, right in
            if left.range.lowerBound != right.range.lowerBound {
                return left.range.lowerBound < right.range.lowerBound
            }
            if left.range.isEmpty != right.range.isEmpty { return left.range.isEmpty }
            if left.order != right.order { return left.order < right.order }
            return left.number < right.number
        }
        var result: [UInt8] = []
        result.reserveCapacity(text.count + splices.reduce(0) { $0 + $1.bytes.count })
        var end = 0
        for splice in sorted {
            guard splice.range.lowerBound >= end, splice.range.upperBound <= text.count else {
                throw YAMLError(position: place, message: "edits overlap")
            }
            result += text[end..<splice.range.lowerBound]
            result += splice.bytes
            end = splice.range.upperBound
        }
        result += text[end...]
        return result
    }
}
