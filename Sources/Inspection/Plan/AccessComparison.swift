internal import Documents
internal import Files
internal import Fleet
internal import Sealing

/// Who can open which keys of groups, before and after.
///
/// What cannot be read is not judged: agents keep to what they had.
struct AccessComparison: Sendable {
    private(set) var base: KeyHolders
    private(set) var tip: KeyHolders
    /// The groups of the new side that can be read.
    private(set) var groups: [String: GroupDocument] = [:]
    /// Keys that clusters can open on one side only though they are in the group on both.
    private(set) var keys: Set<KeyID> = []
    /// Those clusters.
    private(set) var clusters: ClusterSet

    private typealias Revoked = Set<Fingerprint>

    /// Compares the groups that any of `named` or of what changed in the registry may depend on.
    init(
        _ fleet: Pair<FleetDocument>,
        _ roster: Roster,
        changed: Set<String>,
        named: Set<String>,
        base: PlanSide,
        tip: PlanSide
    ) {
        let now = fleet.new.document?.revoked ?? fleet.old.document?.revoked ?? []
        let before = fleet.old.document?.revoked ?? now
        let (had, have) = (Self.held(roster.base, before), Self.held(roster.tip, now))
        self.base = KeyHolders(Array(zip(roster.names, had)))
        self.tip = KeyHolders(Array(zip(roster.names, have)))
        clusters = ClusterSet(of: roster.names.count)

        var compared = Set(changed.map { PathName.stem($0) }).union(roster.disputed)
        for index in roster.names.indices where had[index] != have[index] {
            compared.formUnion(roster.tip.sketches[index]?.groups ?? [])
        }
        if now != before { compared.formUnion(roster.tip.groups.keys) }
        let names = compared.union(named).sorted()
        let read = Workers.map(names) { name in
            let new = GroupFile.reading(name, tip)
            let paths = [Place.group(name).path(), Place.cluster(name).path()]
            let isSame = !paths.contains { changed.contains($0) }
            return (old: isSame ? new : GroupFile.reading(name, base), new: new)
        }
        for (name, reading) in zip(names, read) {
            if reading.old.reason == nil {
                self.base.add(reading.old.document, named: name) {
                    !before.isEmpty && before.contains($0.fingerprint)
                }
            }
            if reading.new.reason == nil {
                self.tip.add(reading.new.document, named: name) {
                    !now.isEmpty && now.contains($0.fingerprint)
                }
            }
            if let group = reading.new.document { groups[name] = group }
            if compared.contains(name), reading.new.reason == nil { compare(name, roster) }
        }
    }

    /// New keys of a group are no matter: nothing was sealed to them before.
    private mutating func compare(_ group: String, _ roster: Roster) {
        let members = roster.base.members(group).intersection(roster.tip.members(group))
        let none = ClusterSet(of: roster.names.count)
        for key in base.keys(of: group) {
            let was = base.locked(key, of: group, among: members)?.clusters ?? none
            let now = tip.locked(key, of: group, among: members)?.clusters ?? none
            guard was != now else { continue }
            keys.insert(key)
            clusters.formUnion(was.subtracting(now).union(now.subtracting(was)))
        }
    }

    /// The keys that each cluster has and that are not revoked.
    private static func held(_ side: Roster.Side, _ revoked: Revoked) -> [Set<KeyID>] {
        side.sketches.map { sketch in
            var ids: Set<KeyID> = []
            for (text, key) in sketch?.held ?? [:] {
                guard let id = KeyID(text) else { continue }
                if !revoked.isEmpty, let key = try? PublicKey(text: key),
                    revoked.contains(key.fingerprint)
                {
                    continue
                }
                ids.insert(id)
            }
            return ids
        }
    }
}
