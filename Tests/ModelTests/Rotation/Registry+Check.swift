/// What `check` says of a state of the repository, alone and against the tip that it would replace.
extension Registry {
    func passesCheck(after tip: Registry, _ bounds: Bounds, _ guards: Guards) -> Bool {
        isSound(bounds, guards) && !goesBack(from: tip, bounds)
            && (!guards.contains(.newValues) || newValuesAreNew(since: tip, bounds))
    }

    private func newValuesAreNew(since tip: Registry, _ bounds: Bounds) -> Bool {
        (0..<bounds.groups).allSatisfy { group in
            serial(of: group) == tip.serial(of: group)
                || state(ofGroupKey: value(of: group)) == .active
        }
    }

    /// Every member's key in use has its line, and nobody else's has.
    func isSound(_ bounds: Bounds, _ guards: Guards) -> Bool {
        for cluster in 0..<bounds.clusters {
            let isBelieved = isVouchedByRetired && !guards.contains(.retiredKeys)
            if guards.contains(.endorsements), !isBelieved,
                state(Self.outsider, of: cluster) != .absent
            {
                return false
            }
            guard keyCount(.active, of: cluster) <= 1 else { return false }
            for groupKey in bounds.groupKeys where !isSound(groupKey, for: cluster) { return false }
        }
        return (0..<bounds.groups).allSatisfy { group in
            let state = state(ofGroupKey: value(of: group))
            return state == .active || state == .retired
        }
    }

    private func keyCount(_ wanted: KeyState, of cluster: Int) -> Int {
        (0..<4).count { state($0, of: cluster) == wanted }
    }

    private func isSound(_ groupKey: Int, for cluster: Int) -> Bool {
        let state = state(ofGroupKey: groupKey)
        guard state == .active || state == .retired else { return true }
        let isMember = isMember(cluster, of: Self.group(ofKey: groupKey))
        for key in 0..<4 {
            let own = self.state(key, of: cluster)
            let isWanted = isMember && (own == .active || own == .next)
            if isWanted != (line(groupKey, to: key, of: cluster) != .none) { return false }
        }
        return true
    }

    private func goesBack(from tip: Registry, _ bounds: Bounds) -> Bool {
        for cluster in 0..<bounds.clusters {
            for key in 0..<4
            where state(key, of: cluster).rawValue < tip.state(key, of: cluster).rawValue {
                return true
            }
            let (old, new) = (tip.taken(cluster), taken(cluster))
            if new != old && new.counter <= old.counter { return true }
        }
        return bounds.groupKeys.contains { key in
            let (old, new) = (tip.state(ofGroupKey: key), state(ofGroupKey: key))
            // One that is dropped was retired before.
            return new == .absent
                ? old == .active : new.rawValue < old.rawValue && old != .absent
        }
    }
}
