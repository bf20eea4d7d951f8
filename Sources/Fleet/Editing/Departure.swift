package import Documents

/// What somebody who left took along, and what follows from it for the groups.
///
/// The groups' signed `rekeyDue` says it: of the active key, until the group has a new one, and of
/// retired keys, until they are dropped.
package struct Departure {
    package let member: Member
    /// Groups whose active key the member held.
    package let due: [String]
    /// Groups any of whose keys the member held.
    package let held: [String]
    private let registry: Registry

    package init(of member: Member, from registry: Registry) throws {
        self.member = member
        self.registry = registry
        let own = try registry.allClusters().map(\.own)
        let groups = try (registry.allGroups() + own).filter { $0.removed == nil }
        due = groups.filter { $0.activeKey?.rekeyDue.contains(member) ?? false }.map(\.name)
        held = groups.filter { $0.keys.contains { $0.rekeyDue.contains(member) } }.map(\.name)
    }

    /// Moves the values of the groups to their active keys, as far as the keyring opens them.
    ///
    /// What does not open is no reason to keep the member in: it is told, group by group.
    package func reseal(
        with keyring: Keyring,
        progress: (_ done: Int, _ count: Int) -> Void = { _, _ in }
    ) throws -> (done: [Reseal.Outcome], left: [ValueMove.Rest]) {
        try ValueMove(of: held, in: registry).run(with: keyring, progress: progress)
    }
}
