/// Three texts put together line by line, as Git does it.
struct LineMerge {
    /// A run of lines that is settled, or on which both sides differ.
    enum Piece: Equatable {
        case settled([Int])
        case conflict(ours: [Int], theirs: [Int])
    }

    private(set) var pieces: [Piece] = []

    /// Merges; with `joining`, what both sides put in at one place follows one upon the other.
    init(base: [Int], ours: [Int], theirs: [Int], joining: Bool) {
        let toOurs = LineDiff(base, ours).matches
        let toTheirs = LineDiff(base, theirs).matches
        var (inBase, inOurs, inTheirs) = (0, 0, 0)
        for (index, pair) in zip(toOurs, toTheirs).enumerated() {
            guard let one = pair.0, let two = pair.1 else { continue }
            settle(base[inBase..<index], ours[inOurs..<one], theirs[inTheirs..<two], joining)
            add([base[index]])
            (inBase, inOurs, inTheirs) = (index + 1, one + 1, two + 1)
        }
        settle(base[inBase...], ours[inOurs...], theirs[inTheirs...], joining)
    }

    /// The pieces of two texts, in which everything that differs is a conflict.
    init(ours: [Int], theirs: [Int]) {
        var (inOurs, inTheirs) = (0, 0)
        for (one, match) in LineDiff(ours, theirs).matches.enumerated() {
            guard let two = match else { continue }
            differ(ours[inOurs..<one], theirs[inTheirs..<two])
            add([ours[one]])
            (inOurs, inTheirs) = (one + 1, two + 1)
        }
        differ(ours[inOurs...], theirs[inTheirs...])
    }

    /// Two texts with one conflict, from the first line that differs to the last one.
    init(wholeOf ours: [Int], _ theirs: [Int]) {
        var (one, two) = (ours[...], theirs[...])
        var (head, tail): ([Int], [Int]) = ([], [])
        while let line = one.first, line == two.first {
            head.append(line)
            one.removeFirst()
            two.removeFirst()
        }
        while let line = one.last, line == two.last {
            tail.append(line)
            one.removeLast()
            two.removeLast()
        }
        add(head)
        differ(one, two)
        add(tail.reversed())
    }

    /// The lines, if nothing is in conflict.
    var lines: [Int]? {
        var lines: [Int] = []
        for piece in pieces {
            guard case .settled(let some) = piece else { return nil }
            lines += some
        }
        return lines
    }

    private mutating func settle(
        _ base: ArraySlice<Int>,
        _ ours: ArraySlice<Int>,
        _ theirs: ArraySlice<Int>,
        _ joining: Bool
    ) {
        if ours.elementsEqual(theirs) || theirs.elementsEqual(base) {
            add(Array(ours))
        } else if ours.elementsEqual(base) {
            add(Array(theirs))
        } else if joining, base.isEmpty {
            add(Array(ours) + Array(theirs))
        } else {
            differ(ours, theirs)
        }
    }

    private mutating func differ(_ ours: ArraySlice<Int>, _ theirs: ArraySlice<Int>) {
        guard !ours.isEmpty || !theirs.isEmpty else { return }
        pieces.append(.conflict(ours: Array(ours), theirs: Array(theirs)))
    }

    private mutating func add(_ lines: [Int]) {
        guard !lines.isEmpty else { return }
        if case .settled(let before) = pieces.last {
            pieces[pieces.count - 1] = .settled(before + lines)
        } else {
            pieces.append(.settled(lines))
        }
    }
}
