/// What a check of the rotation is to come by, or it says nothing.
struct Milestones: OptionSet, Sendable {
    let rawValue: UInt16

    /// A key followed the first one.
    static let promoted = Milestones(rawValue: 1 << 0)
    /// And another one that.
    static let promotedTwice = Milestones(rawValue: 1 << 1)
    /// A next key was given up.
    static let abandoned = Milestones(rawValue: 1 << 2)
    /// A group got another key.
    static let rekeyed = Milestones(rawValue: 1 << 3)
    /// A cluster left a group.
    static let left = Milestones(rawValue: 1 << 4)
    /// A person destroyed keys.
    static let destroyed = Milestones(rawValue: 1 << 5)
    /// Something landed past `check`.
    static let forced = Milestones(rawValue: 1 << 6)
    /// An agent's memory was restored.
    static let restored = Milestones(rawValue: 1 << 7)
    /// A cluster cannot open what it should, and that is told.
    static let told = Milestones(rawValue: 1 << 8)
    /// Two clusters have had their promotions.
    static let bothPromoted = Milestones(rawValue: 1 << 9)
    /// A thief reads the value of a group, by a line in the history.
    static let robbed = Milestones(rawValue: 1 << 10)
    /// The value of a group is not for the thief any more.
    static let spared = Milestones(rawValue: 1 << 11)
    /// An agent may be shown what is older than the tip.
    static let delayed = Milestones(rawValue: 1 << 12)
    /// A replica was deposed, and its key or its publication superseded before it went on.
    static let overtaken = Milestones(rawValue: 1 << 13)
}

extension RotationModel {
    func milestones(in world: World) -> Milestones {
        var found: Milestones = []
        if world.tip.key(.active, of: 0) == 1 { found.insert(.promoted) }
        if world.tip.key(.active, of: 0) == 2 { found.insert(.promotedTwice) }
        let isAbandoned = world.tip.state(1, of: 0) == .retired
        if isAbandoned && world.tip.key(.active, of: 0) == 0 { found.insert(.abandoned) }
        if world.tip.state(ofGroupKey: 1) == .active { found.insert(.rekeyed) }
        if !world.tip.isMember(bounds.clusters - 1, of: 0) { found.insert(.left) }
        if world.truth.isDestroyed { found.insert(.destroyed) }
        if world.truth.isForced { found.insert(.forced) }
        if world.truth.life > 0 { found.insert(.restored) }
        if (0..<bounds.clusters).contains(where: { lockedOut($0, world) != nil }) {
            found.insert(.told)
        }
        if bounds.clusters == 2, (0..<2).allSatisfy({ world.tip.key(.active, of: $0) == 1 }) {
            found.insert(.bothPromoted)
        }
        if world.truth.stolen != Cells() {
            found.insert(isReadByThief(world.tip.value(of: 0), world) ? .robbed : .spared)
        }
        if let delayed = world.delayed, delayed != world.tip { found.insert(.delayed) }
        if isOvertaken(world) { found.insert(.overtaken) }
        return found
    }

    private func isOvertaken(_ world: World) -> Bool {
        guard case .remembering(_, let read)? = world.deposed else { return false }
        return !world.agents[0].remembers(as: read)
    }
}
