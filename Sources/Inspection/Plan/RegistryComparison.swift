internal import Documents
internal import Files
internal import Fleet
internal import Sealing
internal import YAML

/// Compares the registry of two sides and judges that of the new one.
struct RegistryComparison {
    private let fleet: Pair<FleetDocument>
    private var judgement: Judgement
    private var lines = RecipientLines()
    private var fleetStatements: [PlanStatement] = []
    private var groupStatements: [PlanStatement] = []
    private var clusterStatements: [PlanStatement] = []
    private var recipientStatements: [PlanStatement] = []
    /// Files about whose lines there is something to say.
    private(set) var touched: Set<String> = []
    private var unreadable: [PlanStatement] = []
    /// Keys of members whose documents changed, for showing their fingerprints.
    private var keys: [Member: [PublicKey]] = [:]
    /// Lines that are new, to compare with what their members have.
    private var added: [(group: GroupDocument, line: MemberLine)] = []

    init(_ fleet: Pair<FleetDocument>, anchor: TrustAnchor) {
        self.fleet = fleet
        judgement = Judgement(fleet, anchor: anchor)
        if let alarm = fleet.alarm { unreadable.append(alarm) }
        for one in fleet.new.document?.operators ?? [] {
            keys[.operator(one.name)] = [one.publicKey]
        }
    }

    var alarms: [PlanStatement] { judgement.alarms + unreadable }

    var statements: [PlanStatement] {
        fleetStatements + recipientStatements + groupStatements + clusterStatements
    }

    /// Whether documents that nobody touched may have lost the operator who vouched for them.
    var changesJudges: Bool {
        guard let new = fleet.new.document else { return false }
        let old = fleet.old.document
        return old?.operators != new.operators || old?.revoked != new.revoked || old?.id != new.id
    }

    mutating func compareFleet() {
        guard let new = fleet.new.document else { return }
        judgement.compareEpochs(fleet.old.document, new)
        fleetStatements += FleetChanges(old: fleet.old.document, new: new).statements
    }

    mutating func compare(_ pair: Pair<GroupDocument>, listed roster: Roster) {
        if let alarm = pair.alarm { return unreadable.append(alarm) }
        compare(pair.old.document, pair.new.document, pair.path, roster)
    }

    mutating func compare(_ pair: Pair<ClusterFile>, listed roster: Roster) {
        if let alarm = pair.alarm { return unreadable.append(alarm) }
        let (old, new) = (pair.old.document, pair.new.document)
        if let new {
            judgement.judge(new.cluster)
            keys[.cluster(new.cluster.name)] = new.cluster.keys.map(\.publicKey)
        }
        judgement.compareEpochs(old?.cluster, new?.cluster)
        clusterStatements +=
            ClusterChanges(old: old?.cluster, new: new?.cluster, path: pair.path).statements
        guard let own = new?.own, own.removed == nil else { return }
        compare(old?.own, own, pair.path, roster)
    }

    /// Judges a group that values are sealed to, changed or not.
    mutating func judge(_ group: GroupDocument) { judgement.judge(group) }

    /// Judges everything else of the registry: another Fleet may vouch for less.
    mutating func judgeUnchanged(_ tip: PlanSide, except changed: Set<String>) {
        let rest = ChangedPaths(
            tip.paths.filter { !changed.contains($0) },
            rendered: RenderedFolders([])
        ) { _ in true }
        let groups = Workers.map(rest.groups) { path in
            Reading(tip, path) { (bytes) throws(DocumentError) in
                try DocumentFile.group(bytes, at: path)
            }.document
        }
        let clusters = Workers.map(rest.clusters) { ClusterFile.pair($0, tip, tip).new.document }
        for group in groups { if let group { judgement.judge(group) } }
        for file in clusters {
            guard let file else { continue }
            judgement.judge(file.cluster)
            judgement.judge(file.own)
        }
    }

    /// Says what the lines of all groups come to, member by member.
    mutating func finish(_ roster: Roster, _ tip: PlanSide) {
        for case .cluster(let name) in lines.newcomers where keys[.cluster(name)] == nil {
            let path = Place.cluster(name).path()
            let file = ClusterFile.pair(path, tip, tip).new.document
            keys[.cluster(name)] = file?.cluster.keys.map(\.publicKey)
        }
        let keys = keys
        recipientStatements = lines.statements { member, id in
            keys[member]?.first { $0.id == id }?.fingerprint.description
        }
        for (group, line) in added {
            guard let why = strangeness(line, of: group, roster) else { continue }
            unreadable.append(
                PlanStatement(
                    "strange-recipient",
                    danger: true,
                    group.registryName,
                    "group \(group.name) has a line for \(line.text), but \(why)",
                    path: group.path,
                    line: line.node.position.line
                )
            )
        }
    }

    private mutating func compare(
        _ old: GroupDocument?,
        _ new: GroupDocument?,
        _ path: String,
        _ roster: Roster
    ) {
        if let new { judgement.judge(new) }
        judgement.compareEpochs(old, new)
        guard let name = (new ?? old)?.name else { return }
        groupStatements +=
            GroupChanges(
                old: old,
                new: new,
                path: path,
                listed: roster.names(roster.tip.members(name))
            ).statements
        if lines.add(old, new) { touched.insert(path) }
        guard let new else { return }
        let known = Set((old?.keys ?? []).flatMap(\.sealedTo).map(\.text))
        for key in new.keys {
            for line in key.sealedTo where !known.contains(line.text) { added.append((new, line)) }
        }
    }

    /// Why a line is for nobody whom the registry has.
    private func strangeness(
        _ line: MemberLine,
        of group: GroupDocument,
        _ roster: Roster
    ) -> Phrase? {
        switch line.member {
        case .operator(let name):
            guard let one = fleet.new.document?.operators.first(where: { $0.name == name }) else {
                return "there is no such operator"
            }
            if one.publicKey.id != line.key { return "the operator has another key" }
            return one.opens.includes(group.name) ? nil : "the operator may not open this group"
        case .cluster(let name):
            guard let index = roster.index[name], let sketch = roster.tip.sketches[index] else {
                return "there is no such cluster"
            }
            if !sketch.keys.contains(line.key.text) {
                return "the cluster has no active or next key of this id"
            }
            return sketch.groups.contains(group.name) ? nil : "the cluster is not in this group"
        }
    }
}
