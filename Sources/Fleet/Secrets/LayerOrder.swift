package import Documents

/// Where a new layer belongs: broader groups before narrower ones, a cluster's own last.
package struct LayerOrder {
    /// The groups of the layers that are there, in order.
    package let groups: [String]
    /// The clusters of a group.
    private let members: (String) -> Set<String>
    /// How broad a group is meant to be, which decides between groups that are equal today.
    private let breadth: (String) -> Breadth

    package init(
        _ groups: [String],
        members: @escaping (String) -> Set<String>,
        breadth: @escaping (String) -> Breadth = { _ in .selected }
    ) {
        self.groups = groups
        self.members = members
        self.breadth = breadth
    }

    /// What a group is for, from narrow to broad: in a young fleet the group of all clusters, a
    /// selector's and the only cluster's own may well have the same members.
    package enum Breadth: Int, Comparable, Sendable {
        case cluster, selected, all

        package static func < (left: Breadth, right: Breadth) -> Bool {
            left.rawValue < right.rawValue
        }

        package init(_ membership: GroupDocument.Membership?) {
            switch membership {
            case .all: self = .all
            case .cluster: self = .cluster
            case .select, nil: self = .selected
            }
        }
    }

    /// Where the user wants the layer, if it was said.
    package enum Wish: Equatable, Sendable {
        case none
        case before(String)
        case after(String)
    }

    package enum Outcome: Equatable, Sendable {
        case index(Int)
        /// Neither contains the other and they share clusters: somebody must say which one wins.
        case ambiguous(with: String, sharing: Int)
        /// The wish would put a broader layer after a narrower one, which then could never win.
        case contradicts(broader: String, narrower: String)
        case unknownLayer(String)
    }

    /// The place for a layer of `group` among the layers that are there.
    package func place(for group: String, wish: Wish = .none) -> Outcome {
        let own = members(group)
        var earliest = 0
        var latest = groups.count
        var unordered: (group: String, sharing: Int)?
        for (index, other) in groups.enumerated() {
            let theirs = members(other)
            let isEqual = theirs == own && !own.isEmpty
            if theirs.isStrictSuperset(of: own) || isEqual && breadth(other) > breadth(group) {
                earliest = index + 1
            } else if theirs.isStrictSubset(of: own) && !theirs.isEmpty
                || isEqual && breadth(other) < breadth(group)
            {
                latest = min(latest, index)
            } else if unordered == nil, !theirs.isDisjoint(with: own) {
                unordered = (other, theirs.intersection(own).count)
            }
        }
        return placed(group, wish, earliest, latest, unordered)
    }

    private func placed(
        _ group: String,
        _ wish: Wish,
        _ earliest: Int,
        _ latest: Int,
        _ unordered: (group: String, sharing: Int)?
    ) -> Outcome {
        let index: Int
        switch wish {
        case .none:
            if let unordered {
                return .ambiguous(with: unordered.group, sharing: unordered.sharing)
            }
            return .index(max(earliest, min(latest, groups.count)))
        case .before(let other):
            guard let found = groups.firstIndex(of: other) else { return .unknownLayer(other) }
            index = found
        case .after(let other):
            guard let found = groups.firstIndex(of: other) else { return .unknownLayer(other) }
            index = found + 1
        }
        if index < earliest {
            return .contradicts(broader: groups[earliest - 1], narrower: group)
        }
        if index > latest {
            return .contradicts(broader: group, narrower: groups[latest])
        }
        return .index(index)
    }
}
