internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

/// The registry against an earlier state of it: nothing in it goes back; nor are sealed values moved.
///
/// Files whose bytes are the same are not looked at any further. What cannot be read in the earlier
/// state is not compared: it is a finding there.
struct BaseCheck {
    private(set) var findings: [Finding] = []
    /// Lines of groups that changed.
    private(set) var lines: BaseLines
    private let base: FleetCheck.Base
    private let survey: Survey
    private let membership: Membership
    private let clusters: [String: SurveyedCluster]
    private let groups: [String: GroupDocument]

    init(_ survey: Survey, _ membership: Membership, _ base: FleetCheck.Base) throws {
        self.base = base
        self.survey = survey
        self.membership = membership
        lines = BaseLines(name: base.name)
        clusters = Dictionary(survey.clusters.map { ($0.name, $0) }) { first, _ in first }
        groups = Dictionary(survey.groups.map { ($0.name, $0) }) { first, _ in first }
        if let fleet = survey.fleet, let bytes = try base.tree.read(FleetDocument.path),
            bytes != fleet.spec.file.bytes, let before = try? DocumentFile.fleet(bytes)
        {
            compare(before, fleet)
        }
        for (path, _) in try base.tree.files(below: "keys") {
            guard let place = try? Place(path: path), let bytes = try base.tree.read(path) else {
                continue
            }
            switch place {
            case .cluster(let name): cluster(name, bytes, path)
            case .group(let name): group(name, bytes, path)
            default: continue
            }
        }
        findings += try MovedValueCheck(survey, base).findings()
    }

    // MARK: The Fleet

    private mutating func compare(_ before: FleetDocument, _ now: FleetDocument) {
        guard before.id == now.id else {
            add(
                .baseFleetChanged,
                now.path,
                now.spec["id"] ?? now.spec,
                "the fleet's id was \(before.id) and is \(now.id)",
                hint:
                    "a fleet keeps its id for good: nothing that was sealed or signed holds for another"
            )
            return
        }
        compareEpochs(before, now)
        let returned = now.operators.filter { before.revoked.contains($0.publicKey.fingerprint) }
            .filter { !now.revoked.contains($0.publicKey.fingerprint) }
        for one in returned {
            let index = now.operators.firstIndex { $0.name == one.name } ?? 0
            let node = now.spec["operators"]?.items.dropFirst(index).first { _ in true }
            add(
                .baseOperatorBack,
                now.path,
                node ?? now.spec,
                "operator \(one.name) has a key that is revoked",
                hint: "a removed operator who comes back needs a new key: fleetseal identity new"
            )
        }
        let keys = Set(returned.map(\.publicKey.fingerprint))
        let lost = before.revoked.subtracting(now.revoked).subtracting(keys)
        guard let first = lost.map(\.description).sorted().first else { return }
        let more = lost.count > 1 ? " and \(lost.count - 1) more" : ""
        add(
            .baseRevokedShrunk,
            now.path,
            now.spec["revoked"] ?? now.spec,
            "\(first)\(more) is no longer revoked",
            hint:
                "the list only ever grows: put the fingerprint back and sign: fleetseal sign fleetseal.yaml"
        )
    }

    // MARK: Clusters and groups

    private mutating func cluster(_ name: String, _ bytes: [UInt8], _ path: String) {
        guard !survey.unreadable.contains(name) else { return }
        guard let now = clusters[name] else { return gone(Kind.cluster.registryName(name), path) }
        guard bytes != now.cluster.spec.file.bytes,
            let (before, own) = try? DocumentFile.cluster(bytes, at: path)
        else { return }
        compareEpochs(before, now.cluster)
        compareEpochs(own, now.own)
        guard !isBack(before.removed, now.cluster.removed, now.cluster) else { return }
        comparePublications(before, now.cluster)
        compareKeys(before, now.cluster)
        judgeNewKeys(before, now.cluster)
        compareGroups(own, now.own)
    }

    private mutating func group(_ name: String, _ bytes: [UInt8], _ path: String) {
        guard !survey.unreadable.contains(name) else { return }
        guard let now = groups[name] else { return gone(Kind.group.registryName(name), path) }
        guard bytes != now.spec.file.bytes, let before = try? DocumentFile.group(bytes, at: path)
        else { return }
        compareEpochs(before, now)
        guard !isBack(before.removed, now.removed, now) else { return }
        compareGroups(before, now)
    }

    private mutating func gone(_ name: String, _ path: String) {
        findings.append(
            Finding(
                .baseDocumentGone,
                path,
                nil,
                "\(name) is at \(base.name) and not here",
                hint:
                    "what is taken out leaves a tombstone (fleetseal cluster remove, fleetseal group remove): git checkout \(base.name) -- \(path)"
            )
        )
    }

    private mutating func isBack<Document: RegistryDocument>(
        _ before: String?,
        _ now: String?,
        _ document: Document
    ) -> Bool {
        guard let day = before, now == nil else { return false }
        add(
            .baseTombstoneUndone,
            document.path,
            document.spec,
            "\(document.registryName) was taken out on \(day) and is back",
            hint: "names are not reused: add it under a new name"
        )
        return true
    }

    private mutating func compareEpochs<Document: RegistryDocument>(
        _ before: Document,
        _ now: Document
    ) {
        let node = now.spec["epoch"] ?? now.spec
        if now.epoch < before.epoch {
            add(
                .baseEpochLower,
                now.path,
                node,
                "\(now.registryName) is at epoch \(now.epoch), at \(base.name) it is at \(before.epoch)",
                hint: "merge \(base.name) and make the change on it again"
            )
        } else if now.epoch == before.epoch,
            Document.canonical(now.spec) != Document.canonical(before.spec)
        {
            add(
                .baseEpochReused,
                now.path,
                node,
                "\(now.registryName) is not what it is at \(base.name), but has the same epoch \(now.epoch)",
                hint: "merge \(base.name), then an operator signs again: fleetseal sign \(now.path)"
            )
        }
    }

    private mutating func comparePublications(_ before: ClusterDocument, _ now: ClusterDocument) {
        // What is taken out or begins anew with another key has published nothing yet.
        guard let old = before.publication, now.removed == nil, !isAnew(before, now) else { return }
        let new = now.publication
        if let new, new.counter > old.counter || new == old { return }
        add(
            .basePublicationLower,
            now.path,
            now.spec["publication"]?["counter"] ?? now.spec,
            "the publication of cluster \(now.name) has the counter \(new.map { String($0.counter) } ?? "0"), at \(base.name) it is \(old.counter)",
            hint:
                "take over the cluster's newest publication, or restore spec.publication from \(base.name)"
        )
    }

    private mutating func compareKeys(_ before: ClusterDocument, _ now: ClusterDocument) {
        let keys = now.keys.map { ($0.publicKey, $0.state, $0.item.node) }
        for key in before.keys {
            if let (_, state, node) = keys.first(where: { $0.0 == key.publicKey }) {
                compareStates(key.id, key.state, state, now.path, node)
            } else if key.endorsement != nil, now.epoch == before.epoch {
                add(
                    .baseKeyLost,
                    now.path,
                    now.spec["keys"] ?? now.spec,
                    "the key \(key.id) of cluster \(now.name) is at \(base.name) and not here",
                    hint: "no operator took it out: put it back from \(base.name)"
                )
            }
        }
    }

    /// Whether an operator has given the cluster another key, which the one before does not vouch for.
    private func isAnew(_ before: ClusterDocument, _ now: ClusterDocument) -> Bool {
        func signed(_ cluster: ClusterDocument) -> Set<PublicKey> {
            Set(cluster.keys.filter { $0.endorsement == nil }.map(\.publicKey))
        }
        return now.epoch > before.epoch && !signed(now).isSubset(of: signed(before))
    }

    /// A cluster's agent vouches for the key that follows by the one in use.
    ///
    /// Which that is no signature tells: a thief of an older key may have turned the states round.
    private mutating func judgeNewKeys(_ before: ClusterDocument, _ now: ClusterDocument) {
        let known = Dictionary(
            before.keys.map { ($0.id, $0.state) },
            uniquingKeysWith: { first, _ in first }
        )
        for key in now.keys where known[key.id] == nil {
            guard let by = key.endorsement?.by, let state = known[by],
                state != .active && state != .next
            else { continue }
            add(
                .baseKeyByOld,
                now.path,
                key.item.node,
                "the key \(key.id) of cluster \(now.name) is new, and \(by) vouches for it, which is \(state.rawValue) at \(base.name)",
                hint:
                    "only the key in use vouches for the next, so somebody may have stolen the old one: take the new one out, and find out"
            )
        }
    }

    private mutating func compareGroups(_ before: GroupDocument, _ now: GroupDocument) {
        for key in before.keys {
            guard let same = now.keys.first(where: { $0.publicKey == key.publicKey }) else {
                continue
            }
            compareStates(key.id, key.state, same.state, now.path, same.item.node)
            guard same.state != .revoked else { continue }
            let present = Set(same.sealedTo.map(\.text))
            for line in key.sealedTo where !present.contains(line.text) {
                lines.insert(BaseLines.Line(group: now.name, key: key.id, text: line.text))
                shutOut(line, same, now)
            }
        }
    }

    private mutating func compareStates(
        _ id: KeyID,
        _ before: KeyState,
        _ now: KeyState,
        _ path: String,
        _ node: Node
    ) {
        guard let order = KeyState.allCases.firstIndex(of: now),
            let earlier = KeyState.allCases.firstIndex(of: before), order < earlier
        else { return }
        add(
            .baseKeyStateBack,
            path,
            node["state"] ?? node,
            "the key \(id) is \(now.rawValue), at \(base.name) it is \(before.rawValue)",
            hint: "keys only go on in their lives: next, active, retired, revoked; make a new one"
        )
    }

    /// A cluster all of whose keys are retired has nobody who would miss its line otherwise.
    private mutating func shutOut(_ line: MemberLine, _ key: GroupKey, _ group: GroupDocument) {
        guard case .cluster(let name) = line.member, let cluster = clusters[name]?.cluster,
            cluster.groups.contains(group.name), cluster.sealingKeys.isEmpty,
            let own = cluster.keys.first(where: { $0.id == line.key }), own.state == .retired,
            !(survey.review?.isRevoked(own.publicKey) ?? false)
        else { return }
        add(
            .baseLineLost,
            group.path,
            key.item.node["sealedTo"] ?? key.item.node,
            "the key \(key.id) of group \(group.name) is no longer sealed to \(line.text), as it is at \(base.name), nor to another key of \(name)",
            hint: "put the line back from there: git checkout \(base.name) -- \(group.path)"
        )
    }

    private mutating func add(
        _ code: FindingCode,
        _ path: String,
        _ node: Node,
        _ message: String,
        hint: String
    ) {
        findings.append(Finding(code, path, node.position, message, hint: hint))
    }
}
