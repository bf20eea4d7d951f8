internal import Documents
internal import Fleet
internal import Sealing

/// Who held which keys, and which group keys were sealed to them, in any commit.
///
/// Nothing here is verified: a line that somebody forged makes an answer longer, never shorter.
struct RegistryHistory {
    private struct Line: Hashable {
        let member: Member
        let key: KeyID
        let opens: Exposure.OpenedKey
    }

    private var clusters: [String: Set<KeyID>] = [:]
    private var operators: [String: Set<KeyID>] = [:]
    /// With the order in which they came up.
    private(set) var groupKeys: [Exposure.OpenedKey: Int] = [:]
    private var lines: Set<Line> = []

    mutating func learn(_ cluster: ClusterDocument) {
        clusters[cluster.name, default: []].formUnion(cluster.keys.map(\.id))
    }

    mutating func learn(_ fleet: FleetDocument) {
        for one in fleet.operators { operators[one.name, default: []].insert(one.publicKey.id) }
    }

    mutating func learn(_ group: GroupDocument) {
        for key in group.keys {
            let opened = Exposure.OpenedKey(group: group.name, key: key.id)
            if groupKeys[opened] == nil { groupKeys[opened] = groupKeys.count }
            for line in key.sealedTo {
                lines.insert(Line(member: line.member, key: line.key, opens: opened))
            }
        }
    }

    /// What a name on the command line stands for.
    func subject(named name: String, as kind: ExposureSubject.Kind?) throws -> ExposureSubject {
        let cluster = ExposureSubject.cluster(name)
        let one = ExposureSubject.operator(name)
        var found: [ExposureSubject] = []
        if isKnown(cluster) { found.append(cluster) }
        if isKnown(one) { found.append(one) }
        if let id = KeyID(name), isKnown(.key(id)) { found.append(.key(id)) }
        if let kind { found = found.filter { $0.kind == kind } }
        guard let subject = found.first else {
            throw FleetError(
                "find \(name.escapedForMessage): no commit knows a cluster, an operator or a key of this name",
                hint:
                    "fleetseal cluster list and fleetseal operator list show today's names; a shallow clone has only some of the history"
            )
        }
        guard found.count == 1 else {
            throw FleetError(
                "find \(name.escapedForMessage): \(found.map(\.kind.rawValue).joined(separator: " and ")) have this name",
                hint: "say which one is meant: --as \(subject.kind.rawValue)"
            )
        }
        return subject
    }

    /// The group keys that somebody could open at any time.
    func openable(by subject: ExposureSubject) -> Set<Exposure.OpenedKey> {
        let own = ownKeys(of: subject)
        var found: Set<Exposure.OpenedKey> = []
        if case .key(let id) = subject { found = Set(groupKeys.keys.filter { $0.key == id }) }
        // Also what was sealed to the same key under another name.
        for line in lines where own.contains(line.key) || isNamed(line.member, subject) {
            found.insert(line.opens)
        }
        return found
    }

    /// Whether any commit has it.
    func isKnown(_ subject: ExposureSubject) -> Bool {
        if !openable(by: subject).isEmpty { return true }
        return switch subject {
        case .cluster(let name): clusters[name] != nil
        case .operator(let name): operators[name] != nil
        case .key(let id):
            clusters.values.contains { $0.contains(id) }
                || operators.values.contains { $0.contains(id) }
        }
    }

    private func ownKeys(of subject: ExposureSubject) -> Set<KeyID> {
        switch subject {
        case .cluster(let name): clusters[name] ?? []
        case .operator(let name): operators[name] ?? []
        case .key(let id): [id]
        }
    }

    private func isNamed(_ member: Member, _ subject: ExposureSubject) -> Bool {
        switch (subject, member) {
        case (.cluster(let wanted), .cluster(let name)),
            (.operator(let wanted), .operator(let name)):
            wanted.utf8.elementsEqual(name.utf8)
        default: false
        }
    }
}
