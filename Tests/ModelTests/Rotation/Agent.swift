/// What one cluster's agent has and remembers.
struct Agent: Hashable, Sendable {
    /// Private keys, as bits.
    var held = Cells()
    /// The key that is its own.
    var active: UInt8 = 0
    /// The key it has made to follow.
    var next: UInt8 = Publication.none
    /// Group keys that it opened at some time, as bits.
    var remembered = Cells()
    var last = Publication()
    /// Keys that a crash would take away, as bits.
    var unsaved = Cells()

    /// One that has its first key and has said so.
    init() {
        held[0] = true
        last.active = active
        last.mark.counter = 1
        (last.isSigned, last.isEndorsed, last.isProven) = (true, true, true)
    }

    var nextKey: Int? { next == Publication.none ? nil : Int(next) }

    /// Whether what it remembers of its own keys is what another one remembers.
    func remembers(as other: Agent) -> Bool {
        active == other.active && next == other.next && last == other.last
    }

    /// Whether it opens the key of a group with what it has, given the registry.
    func opens(_ groupKey: Int, in registry: Registry, as cluster: Int) -> Bool {
        remembered[groupKey] || opens(groupKey, in: registry, as: cluster, with: held)
    }

    /// Whether some of `keys` open a line.
    func opens(
        _ groupKey: Int,
        in registry: Registry,
        as cluster: Int,
        with keys: Cells
    ) -> Bool {
        let state = registry.state(ofGroupKey: groupKey)
        guard state != .absent, state != .revoked else { return false }
        return (0..<Registry.outsider).contains { key in
            keys[key] && registry.line(groupKey, to: key, of: cluster).opens
        }
    }
}
