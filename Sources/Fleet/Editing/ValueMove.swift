internal import Documents
package import Sealing

/// Moves the values of groups to the groups' active keys, as far as somebody's keys open them.
package struct ValueMove {
    /// Values of a group that stay where they are.
    package struct Rest: Sendable {
        package let group: String
        package let values: Int
        /// Why they could not be moved.
        package let why: String
        /// Whether somebody else's identity is all that it takes.
        package let needsOpener: Bool
    }

    private let registry: Registry
    private let entries: [SecretEntry]
    /// How many values each group has sealed to which of its other keys than the active one.
    package let waiting: [String: [KeyID: Int]]

    package init(of groups: [String], in registry: Registry) throws {
        self.registry = registry
        entries = try SecretStore(registry.tree).all()
        var active: [String: KeyID] = [:]
        for name in groups { active[name] = try registry.group(name).activeKey?.id }
        var found: [String: [KeyID: Int]] = [:]
        for entry in entries {
            for (layer, _) in entry.allLayers {
                guard let key = active[layer.group] else { continue }
                for value in layer.values where value.keyID != key {
                    found[layer.group, default: [:]][value.keyID, default: 0] += 1
                }
            }
        }
        waiting = found
    }

    /// Moves what can be moved; nothing is written before all of it is opened.
    ///
    /// `progress` is called with the number of values so far and of all, and begins again with none
    /// where a group has to be left out.
    package func run(
        with keyring: Keyring,
        progress: (_ done: Int, _ count: Int) -> Void = { _, _ in }
    ) throws -> (done: [Reseal.Outcome], left: [Rest]) {
        var left: [Rest] = []
        func leave(_ group: String, _ why: String, needsOpener: Bool = false) {
            let count = waiting[group]?.values.reduce(0, +) ?? 0
            left.append(Rest(group: group, values: count, why: why, needsOpener: needsOpener))
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
                let reseal = Reseal(registry, keyring: keyring)
                return (try reseal.run(entries, only: groups, progress: progress), left)
            } catch let error as OpeningError {
                guard groups.remove(error.group) != nil else { throw error }
                leave(error.group, error.description)
            }
        }
        return ([], left)
    }
}
