internal import Documents

/// How far a value goes: the clusters that get it, and those of its group that keep another one.
package struct Reach: Equatable, Sendable {
    /// The group's clusters.
    package let members: Set<String>
    /// Those for which a later layer says something else, sorted.
    package let kept: [String]

    /// How far the value of a key goes; `members` gives the clusters of a group, as far as known.
    package init(
        of key: String,
        in group: String,
        _ entry: SecretEntry,
        members: (String) -> Set<String>
    ) {
        let own = members(group)
        self.members = own
        var covered: Set<String> = []
        var isLater = false
        for (layer, _) in entry.allLayers {
            if isLater, layer.value(key) != nil || layer.remove.contains(key) {
                covered.formUnion(members(layer.group).intersection(own))
            }
            isLater = isLater || layer.group == group
        }
        kept = covered.sorted()
    }

    /// As every write says it: `reaches 19 of 20 clusters; us-east-1 keeps its own`.
    package var text: String {
        let all = members.count
        let noun = all == 1 ? "cluster" : "clusters"
        guard !kept.isEmpty else { return "reaches \(all) \(noun)" }
        let named = kept.prefix(3).joined(separator: ", ")
        let more =
            kept.count > 3
            ? " and \(kept.count - 3) more keep their own"
            : kept.count == 1 ? " keeps its own" : " keep their own"
        return "reaches \(all - kept.count) of \(all) \(noun); \(named)\(more)"
    }
}
