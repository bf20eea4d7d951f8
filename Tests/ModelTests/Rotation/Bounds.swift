/// How much of everything there is in one check.
struct Bounds: Sendable {
    /// What happens only so many times.
    enum Chance: Int, CaseIterable, Sendable {
        case request, rekey, set, removal, revocation, abandonment
        case destruction, agentBackup, agentRestore, registryBackup, registryRestore, revert
        case emptyView, damage, forcedMerge
        case copy, replay, forgery, plant, intrusion
    }

    var clusters = 1
    var groups = 1
    /// How many changes may be under way beside those that land at once.
    var drafts = 1
    /// Absent: never.
    var chances: [Chance: Int] = [:]

    var groupKeys: Range<Int> { 0..<groups * 2 }
}
