package import Documents
internal import Sealing

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

    /// Values of a group that stay sealed to keys which the member held.
    package struct Rest: Sendable {
        package let group: String
        package let values: Int
        /// Why they could not be moved.
        package let why: String
        /// Whether somebody else's identity is all that it takes.
        package let needsOpener: Bool
    }

    /// Moves the values of the groups to their active keys, as far as the keyring opens them.
    ///
    /// What does not open is no reason to keep the member in: it is told, group by group.
    package func reseal(with keyring: Keyring) throws -> (done: [Reseal.Outcome], left: [Rest]) {
        let entries = try SecretStore(registry.tree).all()
        let waiting = try waiting(entries)
        var left: [Rest] = []
        func leave(_ group: String, _ why: String, needsOpener: Bool = false) {
            let count = waiting[group]?.values.reduce(0, +) ?? 0
            left.append(
                Rest(group: group, values: count, why: why, needsOpener: needsOpener)
            )
        }
        var groups: Set<String> = []
        for (name, keys) in waiting.sorted(by: { $0.key < $1.key }) {
            do {
                let group = try registry.group(name)
                for id in keys.keys { _ = try keyring.key(id, of: group) }
                groups.insert(name)
            } catch let error as KeyringError {
                var needsOpener = false
                if case .notSealedToIdentity = error.reason { needsOpener = true }
                leave(name, error.description, needsOpener: needsOpener)
            }
        }
        while !groups.isEmpty {
            do {
                // Nothing is written before all of it is opened.
                let done = try Reseal(registry, keyring: keyring).run(entries, only: groups)
                return (done, left)
            } catch let error as OpeningError {
                guard groups.remove(error.group) != nil else { throw error }
                leave(error.group, error.description)
            }
        }
        return ([], left)
    }

    /// How many values each group has sealed to which of its other keys than the active one.
    private func waiting(_ entries: [SecretEntry]) throws -> [String: [KeyID: Int]] {
        var active: [String: KeyID] = [:]
        for name in held { active[name] = try registry.group(name).activeKey?.id }
        var found: [String: [KeyID: Int]] = [:]
        for entry in entries {
            for (layer, _) in entry.allLayers {
                guard let key = active[layer.group] else { continue }
                for value in layer.values where value.keyID != key {
                    found[layer.group, default: [:]][value.keyID, default: 0] += 1
                }
            }
        }
        return found
    }
}
