/// How far a value goes, as `Reach` says it of values that are written.
package struct ValueReach: Sendable {
    /// How many clusters the group of its layer has.
    package let members: Int
    /// Those of them for which a later layer says something else, sorted.
    package let kept: [String]

    package var reached: Int { members - kept.count }

    /// `reaches 19 of 20 clusters; us-east-1 keeps its own`.
    package var phrase: Phrase {
        guard members > 0 else { return "reaches nobody: no cluster is in this group" }
        guard reached > 0 else {
            return
                "reaches nobody: later layers win on \(members == 1 ? "its cluster" : "all of its clusters" as Phrase)"
        }
        guard !kept.isEmpty else { return "reaches \(members, "cluster")" }
        let verb: Phrase = kept.count == 1 ? "keeps its own" : "keep their own"
        return "reaches \(reached) of \(members, "cluster"); \(names: kept, limit: 3) \(verb)"
    }
}
