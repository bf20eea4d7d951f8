/// Which lines of two texts are the same ones.
///
/// Lines that occur once on both sides are matched first and the gaps between them by themselves,
/// so that what stands in one layer is not mistaken for the like of it in another.
struct LineDiff {
    /// For each line of the first text its match in the second; matches never cross.
    private(set) var matches: [Int?]
    private let first: [Int]
    private let second: [Int]

    // Gaps within gaps beyond this, and tables of more cells, only somebody who wants to cost time makes.
    private static let deepest = 64
    private static let largestTable = 1 << 18

    private struct Gap {
        var first: Range<Int>
        var second: Range<Int>
        let depth: Int
    }

    init(_ first: [Int], _ second: [Int]) {
        self.first = first
        self.second = second
        matches = Array(repeating: nil, count: first.count)
        var gaps = [Gap(first: 0..<first.count, second: 0..<second.count, depth: 0)]
        while let gap = gaps.popLast() {
            let inner = trimmed(gap)
            guard !inner.first.isEmpty, !inner.second.isEmpty else { continue }
            let anchors = inner.depth < Self.deepest ? anchors(inner) : []
            if anchors.isEmpty {
                align(inner)
            } else {
                gaps += split(inner, at: anchors)
            }
        }
    }

    /// Matches what both begin and end with.
    private mutating func trimmed(_ gap: Gap) -> Gap {
        var (one, two) = (gap.first, gap.second)
        while let left = one.first, let right = two.first, first[left] == second[right] {
            matches[left] = right
            one = one.dropFirst()
            two = two.dropFirst()
        }
        while let left = one.last, let right = two.last, first[left] == second[right] {
            matches[left] = right
            one = one.dropLast()
            two = two.dropLast()
        }
        return Gap(first: one, second: two, depth: gap.depth)
    }

    /// Lines that occur once on either side, as many as do not cross.
    private func anchors(_ gap: Gap) -> [(first: Int, second: Int)] {
        var places: [Int: (first: Int?, second: Int?)] = [:]
        var repeated: Set<Int> = []
        for index in gap.first {
            if places.updateValue((index, nil), forKey: first[index]) != nil {
                repeated.insert(first[index])
            }
        }
        for index in gap.second {
            guard let place = places[second[index]] else { continue }
            if place.second != nil { repeated.insert(second[index]) }
            places[second[index]] = (place.first, index)
        }
        let pairs = gap.first.compactMap { index -> (first: Int, second: Int)? in
            guard !repeated.contains(first[index]), let other = places[first[index]]?.second else {
                return nil
            }
            return (index, other)
        }
        return Self.longestRise(pairs)
    }

    /// The longest run of pairs, in order of the first side, that rises on the second.
    private static func longestRise(
        _ pairs: [(first: Int, second: Int)]
    ) -> [(first: Int, second: Int)] {
        var tails: [Int] = []
        var before = [Int?](repeating: nil, count: pairs.count)
        for (index, pair) in pairs.enumerated() {
            var (low, high) = (0, tails.count)
            while low < high {
                let middle = (low + high) / 2
                if pairs[tails[middle]].second < pair.second {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            before[index] = low > 0 ? tails[low - 1] : nil
            if low < tails.count { tails[low] = index } else { tails.append(index) }
        }
        var rise: [(first: Int, second: Int)] = []
        var next = tails.last
        while let index = next {
            rise.append(pairs[index])
            next = before[index]
        }
        return rise.reversed()
    }

    private mutating func split(
        _ gap: Gap,
        at anchors: [(first: Int, second: Int)]
    ) -> [Gap] {
        var gaps: [Gap] = []
        var (one, two) = (gap.first.lowerBound, gap.second.lowerBound)
        for anchor in anchors {
            matches[anchor.first] = anchor.second
            gaps.append(
                Gap(first: one..<anchor.first, second: two..<anchor.second, depth: gap.depth + 1)
            )
            (one, two) = (anchor.first + 1, anchor.second + 1)
        }
        gaps.append(
            Gap(
                first: one..<gap.first.upperBound,
                second: two..<gap.second.upperBound,
                depth: gap.depth + 1
            )
        )
        return gaps
    }

    /// Matches as many lines as a table of all pairs finds, or none where that would be too large.
    private mutating func align(_ gap: Gap) {
        let (rows, columns) = (gap.first.count, gap.second.count)
        guard rows.multipliedReportingOverflow(by: columns).partialValue <= Self.largestTable,
            rows <= Self.largestTable, columns <= Self.largestTable
        else { return }
        let (one, two) = (gap.first.lowerBound, gap.second.lowerBound)
        var lengths = [Int32](repeating: 0, count: (rows + 1) * (columns + 1))
        for row in stride(from: rows - 1, through: 0, by: -1) {
            for column in stride(from: columns - 1, through: 0, by: -1) {
                let place = row * (columns + 1) + column
                lengths[place] =
                    first[one + row] == second[two + column]
                    ? lengths[place + columns + 2] + 1
                    : max(lengths[place + 1], lengths[place + columns + 1])
            }
        }
        var (row, column) = (0, 0)
        while row < rows, column < columns {
            let place = row * (columns + 1) + column
            if first[one + row] == second[two + column] {
                matches[one + row] = two + column
                (row, column) = (row + 1, column + 1)
            } else if lengths[place + 1] >= lengths[place + columns + 1] {
                column += 1
            } else {
                row += 1
            }
        }
    }
}
