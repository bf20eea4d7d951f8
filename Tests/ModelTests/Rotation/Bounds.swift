/// How much of everything there is in one check.
struct Bounds: Sendable {
    /// What happens only so many times.
    enum Chance: Int, CaseIterable, Sendable {
        case request, rekey, reseal, retire, set, removal, revocation, abandonment
        case destruction, agentBackup, agentRestore, registryBackup, registryRestore, revert,
            valueRevert
        case emptyView, crash, damage, forcedMerge
        case copy, replay, forgery, plant, intrusion
        case delay, partialView, theft, stall
    }

    var clusters = 1
    var groups = 1
    /// How many changes may be under way beside those that land at once.
    var drafts = 1
    /// Which clusters are asked for another key.
    var rotating = 0..<1
    /// Whether jobs of CI also take their steps for all clusters in one commit.
    var jointly = false
    /// Whether publications are kept elsewhere than what is restored with an agent's memory.
    var publishesElsewhere = false
    /// Absent: never.
    var chances: [Chance: Int] = [:]

    var groupKeys: Range<Int> { 0..<groups * 2 }
}

/// How often each thing may still happen.
struct Chances: Hashable, Sendable {
    // More things than one word has room for.
    private var words = (Cells(), Cells())

    subscript(chance: Bounds.Chance) -> Int {
        get {
            chance.rawValue < 16
                ? words.0[chance.rawValue, width: 4] : words.1[chance.rawValue - 16, width: 4]
        }
        set {
            if chance.rawValue < 16 {
                words.0[chance.rawValue, width: 4] = newValue
            } else {
                words.1[chance.rawValue - 16, width: 4] = newValue
            }
        }
    }

    static func == (one: Chances, other: Chances) -> Bool { one.words == other.words }

    func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}
