internal import Documents

/// The order of the layers of a merged document.
///
/// Both sides' orders are kept. Two new layers that meet are put in the order that their groups ask
/// for; where that is not known, it is a conflict: the later layer wins.
struct LayerWeave {
    /// The groups of the layers, in order.
    private(set) var groups: [String] = []
    private(set) var conflicts: [MergeConflict] = []

    private let base: [String]
    private let ours: [String]
    private let theirs: [String]
    private let relation: (String, String) -> MergeKnowledge.Relation
    private let pick: MergeSide

    init(
        base: [String],
        ours: [String],
        theirs: [String],
        relation: @escaping (String, String) -> MergeKnowledge.Relation,
        pick: MergeSide
    ) {
        self.base = base
        self.ours = ours
        self.theirs = theirs
        self.relation = relation
        self.pick = pick
    }

    mutating func weave() {
        let both = Set(ours).intersection(theirs)
        let skeleton = skeleton(both)
        let (one, two) = (gaps(ours, both), gaps(theirs, both))
        for index in 0...skeleton.count {
            groups += joined(one[index], two[index])
            if index < skeleton.count { groups.append(skeleton[index]) }
        }
        checkOrder(ours.filter { !both.contains($0) }, theirs.filter { !both.contains($0) })
    }

    /// The layers that both sides have, in the order of the side that moved them, if any did.
    private mutating func skeleton(_ both: Set<String>) -> [String] {
        let (one, two) = (ours.filter(both.contains), theirs.filter(both.contains))
        guard one != two else { return one }
        let before = base.filter(both.contains)
        // Where layers of the other side belong among those that were moved, nobody said.
        if before == one, ours.count == both.count { return two }
        if before == two, theirs.count == both.count { return one }
        conflicts.append(
            MergeConflict(
                "layers: both sides changed their order (ours \(ours.joined(separator: ", ")); theirs \(theirs.joined(separator: ", ")))",
                hint: "keep the right order: later layers win"
            )
        )
        return pick == .ours ? one : two
    }

    /// A side's own layers, by how many that both have come before them.
    private func gaps(_ side: [String], _ both: Set<String>) -> [[String]] {
        var gaps: [[String]] = [[]]
        for group in side {
            if both.contains(group) {
                gaps.append([])
            } else {
                gaps[gaps.count - 1].append(group)
            }
        }
        return gaps
    }

    /// Both sides' new layers of one place, in an order that keeps each side's own.
    private func joined(_ ours: [String], _ theirs: [String]) -> [String] {
        var (one, two) = pick == .ours ? (ours[...], theirs[...]) : (theirs[...], ours[...])
        var joined: [String] = []
        while let first = one.first, let second = two.first {
            if two.contains(where: { relation(first, $0) == .after }),
                !one.contains(where: { relation(second, $0) == .after })
            {
                joined.append(second)
                two.removeFirst()
            } else {
                joined.append(first)
                one.removeFirst()
            }
        }
        return joined + one + two
    }

    private mutating func checkOrder(_ ours: [String], _ theirs: [String]) {
        for one in ours {
            for two in theirs {
                let isBefore = groups.firstIndex(of: one) ?? 0 < groups.firstIndex(of: two) ?? 0
                switch relation(one, two) {
                case .free: continue
                case .before where isBefore: continue
                case .after where !isBefore: continue
                default:
                    conflicts.append(
                        MergeConflict(
                            "layers for \(one) and \(two): each side added one, and which of them wins is not known here",
                            hint: "put the one that wins below the other"
                        )
                    )
                }
            }
        }
    }
}
