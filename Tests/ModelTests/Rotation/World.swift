/// Everything at one instant: the repository, changes under way, agents and their surroundings.
struct World: Hashable, Sendable {
    /// A change that was made on a state of the repository that may be old by the time it lands.
    struct Draft: Hashable, Sendable {
        let change: Change
        let base: Registry
        let result: Registry
    }

    /// What was put aside for the first cluster.
    struct Backups: Hashable, Sendable {
        var agent: Agent?
        var registry: Registry?
        /// An outsider's copy of a publication.
        var publication: Publication?
        /// The promotion that a revert would undo.
        var promotion: Draft?
    }

    /// What nobody can see, and what the properties are about.
    struct Truth: Hashable, Sendable {
        /// How many keys each cluster has made so far.
        var made = Cells()
        /// Lines that opened and ever stood at the tip.
        var history = Cells()
        /// Group keys that a cluster could ever open, whether or not its agent looked.
        var known = Cells()
        /// Groups whose newest value was sealed to a key that was retired when it landed, as bits.
        var isLate = Cells()
        /// Retired keys of the first cluster that a thief has, as bits.
        var stolen = Cells()
        /// Group keys that were made after a key of the first cluster was over, as bits.
        var newer = Cells()
        /// Keys that the first agent has ever published as its next, as bits.
        var offered = Cells()
        /// How often the first agent's memory was restored.
        var life: UInt8 = 0
        /// The first agent remembers less than CI has taken over, and nobody has dealt with it.
        var isBehind = false
        /// CI went on with it all the same.
        var isFooled = false
        /// A person had old keys destroyed.
        var isDestroyed = false
        /// Something landed although `check` failed, or the tip was replaced.
        var isForced = false
        /// It did after the destruction: then nobody can have the keys that it needs.
        var isLost = false

        mutating func force() {
            isForced = true
            if isDestroyed { isLost = true }
        }
    }

    var tip = Registry()
    var drafts: [Draft] = []
    var agents: [Agent]
    /// What CI reads, by cluster.
    var places: [Publication]
    var left = Chances()
    var backups = Backups()
    /// What a delivery that fell behind still shows.
    var delayed: Registry?
    var deposed: Deposed?
    var truth = Truth()

    init(_ bounds: Bounds) {
        let agent = Agent()
        agents = Array(repeating: agent, count: bounds.clusters)
        places = Array(repeating: agent.last, count: bounds.clusters)
        for (chance, count) in bounds.chances { left[chance] = count }
        for group in 0..<bounds.groups {
            tip.set(.active, ofGroupKey: group * 2)
            tip.seal(to: group * 2, valueOf: group, isNew: false)
            for cluster in 0..<bounds.clusters {
                agents[cluster].remembered[group * 2] = true
                tip.setMember(true, cluster, of: group)
                tip.write(.operators, group * 2, to: 0, of: cluster)
            }
        }
        for cluster in 0..<bounds.clusters {
            tip.set(.active, 0, of: cluster)
            truth.made[cluster, width: 3] = 1
        }
        note()
    }

    /// Whether something may still happen.
    func has(_ chance: Bounds.Chance) -> Bool { left[chance] > 0 }

    mutating func spend(_ chance: Bounds.Chance) { left[chance] -= 1 }

    /// Writes into the truth what stands at the tip now.
    mutating func note() {
        guard tip.lines.word != 0 else { return }
        for cluster in agents.indices {
            for groupKey in 0..<4 {
                for key in 0..<Registry.outsider {
                    guard tip.line(groupKey, to: key, of: cluster).opens else { continue }
                    truth.history[groupKey &* 8 &+ cluster &* 4 &+ key] = true
                    truth.known[cluster &* 4 &+ groupKey] = true
                }
            }
        }
    }
}
