/// What the repository says of clusters and groups, without any text.
///
/// Keys have small numbers: a cluster has up to three of its own, and number three stands for a key of
/// an outsider. Group 0 has the keys 0 and 1, group 1 has 2 and 3.
struct Registry: Hashable, Sendable {
    /// The states of clusters' keys.
    var keys = Cells()
    /// What may change without a signature beside keys and lines: requests and publications.
    var notes = Cells()
    /// How group keys are sealed: one line for each of them and each key of a cluster.
    var lines = Cells()
    /// Under operators' signatures: members, states of group keys, and who held them on leaving.
    private(set) var signed = Cells()
    /// Which group key the value of each group is sealed to.
    var values = Cells()

    static let outsider = 3

    static func group(ofKey key: Int) -> Int { key &>> 1 }

    /// Where a key is in its life, in order.
    enum KeyState: Int { case absent, next, active, retired, revoked }

    /// What stands where a group's key is sealed to a cluster's key.
    enum Line: Int {
        case none
        /// Sealed by the cluster's own agent.
        case agents
        /// Sealed by an operator; another ciphertext than the agent's.
        case operators
        /// Does not open.
        case damaged

        var opens: Bool { self == .agents || self == .operators }
    }
}

// MARK: - Clusters

extension Registry {
    func state(_ key: Int, of cluster: Int) -> KeyState {
        KeyState(rawValue: keys[cluster &* 4 &+ key, width: 3]) ?? .absent
    }

    mutating func set(_ state: KeyState, _ key: Int, of cluster: Int) {
        keys[cluster &* 4 &+ key, width: 3] = state.rawValue
    }

    /// The key of a cluster in a state, if there is one.
    func key(_ state: KeyState, of cluster: Int) -> Int? {
        for key in 0..<4 where keys[cluster &* 4 &+ key, width: 3] == state.rawValue { return key }
        return nil
    }

    /// The key that another one is asked to follow.
    func asked(_ cluster: Int) -> Int? {
        let place = notes[cluster, width: 16]
        return place == 0 ? nil : place - 1
    }

    mutating func ask(_ key: Int?, of cluster: Int) {
        notes[cluster, width: 16] = key.map { $0 + 1 } ?? 0
    }

    /// The publication that was taken over last.
    func taken(_ cluster: Int) -> Publication.Mark {
        Publication.Mark(number: notes[2 &+ cluster, width: 16])
    }

    mutating func take(_ mark: Publication.Mark, of cluster: Int) {
        notes[2 &+ cluster, width: 16] = mark.number
    }
}

extension Registry {
    /// Whether a key that was retired vouches for the outsider's key.
    var isVouchedByRetired: Bool {
        get { keys[30] }
        set { keys[30] = newValue }
    }
}

// MARK: - Groups

extension Registry {
    /// What is under the signature of a cluster's document.
    func signedPart(ofCluster cluster: Int) -> Int { signed[cluster, width: 2] }

    /// What is under the signature of a group's document.
    func signedPart(ofGroup group: Int) -> Int { signed[1 &+ group, width: 16] }

    mutating func copySignedPart(ofGroup group: Int, from other: Registry) {
        signed[1 &+ group, width: 16] = other.signed[1 &+ group, width: 16]
    }

    mutating func copySignedPart(ofCluster cluster: Int, from other: Registry) {
        signed[cluster, width: 2] = other.signed[cluster, width: 2]
    }

    func isMember(_ cluster: Int, of group: Int) -> Bool {
        signed[cluster &* 2 &+ group]
    }

    mutating func setMember(_ isMember: Bool, _ cluster: Int, of group: Int) {
        signed[cluster &* 2 &+ group] = isMember
    }

    /// Where a group key is in its life; never `next`.
    func state(ofGroupKey key: Int) -> KeyState {
        KeyState(rawValue: signed[4 &+ key &* 2, width: 4]) ?? .absent
    }

    mutating func set(_ state: KeyState, ofGroupKey key: Int) {
        signed[4 &+ key &* 2, width: 4] = state.rawValue
    }

    /// Whether a cluster held the key, left, and the group has no other key yet.
    func isDue(_ key: Int, by cluster: Int) -> Bool { signed[20 &+ key &* 8 &+ cluster] }

    mutating func setDue(_ key: Int, by cluster: Int) { signed[20 &+ key &* 8 &+ cluster] = true }

    private static func place(_ groupKey: Int, _ cluster: Int, _ key: Int) -> Int {
        groupKey &* 8 &+ cluster &* 4 &+ key
    }

    func line(_ groupKey: Int, to key: Int, of cluster: Int) -> Line {
        Line(rawValue: lines[Self.place(groupKey, cluster, key), width: 2]) ?? .none
    }

    mutating func write(_ line: Line, _ groupKey: Int, to key: Int, of cluster: Int) {
        lines[Self.place(groupKey, cluster, key), width: 2] = line.rawValue
    }

    /// The document of a cluster is as another registry has it.
    mutating func showCluster(_ cluster: Int, of other: Registry) {
        keys[cluster, width: 12] = other.keys[cluster, width: 12]
        ask(other.asked(cluster), of: cluster)
        take(other.taken(cluster), of: cluster)
        copySignedPart(ofCluster: cluster, from: other)
    }

    /// The document of a group is as another registry has it.
    mutating func showGroup(_ group: Int, of other: Registry) {
        copySignedPart(ofGroup: group, from: other)
        lines[group, width: 32] = other.lines[group, width: 32]
    }

    /// The document of a group is not there.
    mutating func hide(_ group: Int) { showGroup(group, of: Registry()) }

    /// All lines of a group key to a cluster are taken away.
    mutating func dropLines(of groupKey: Int, to cluster: Int) {
        for key in 0..<4 { write(.none, groupKey, to: key, of: cluster) }
    }

    /// The group key that the value of a group is sealed to.
    func value(of group: Int) -> Int { values[group, width: 4] & 3 }

    /// Tells one value from the one that replaced it.
    func serial(of group: Int) -> Int { values[group, width: 4] >> 2 }

    mutating func seal(to groupKey: Int, valueOf group: Int, isNew: Bool) {
        values[group, width: 4] = (serial(of: group) + (isNew ? 1 : 0)) << 2 | groupKey
    }
}
