package import Documents
package import Rotation
package import Sealing

/// Where the rotation of one cluster's key stands, and what may be done about it.
///
/// It believes signatures alone. Whoever can write a publication can at most keep a rotation from
/// going on.
package struct ClusterRotation: Sendable {
    /// What comes next.
    package enum Step: Sendable {
        /// There is no next key, and none was asked for.
        case none
        /// The cluster was asked for a next key.
        case asked
        /// The cluster has to do something first.
        case waiting(for: String)
        /// The next key, and the lines for it that are not in the registry yet.
        case take(PublishedKeys.Next?, [PublishedLine])
        /// Every line for the next key is at its place and proven: it can follow the active one.
        case promote(from: KeyID, to: KeyID)
    }

    /// Why a publication is refused: both sides, and what to do.
    package struct Disagreement: Error, Sendable {
        package let description: String
        package let hint: String
    }

    /// A group that the cluster is in.
    package typealias Group = Vouched<GroupDocument>

    private let cluster: Vouched<ClusterDocument>
    package let groups: [Group]
    private let fleet: String
    private let revoked: Set<Fingerprint>

    /// `groups` are all that the signed document lists, the cluster's own among them; of the fleet, its
    /// id and the keys that it revokes.
    package init(
        _ cluster: Vouched<ClusterDocument>,
        groups: [Group],
        fleet: String,
        revoked: Set<Fingerprint> = []
    ) {
        self.cluster = cluster
        self.groups = groups
        self.fleet = fleet
        self.revoked = revoked
    }

    package var active: ClusterKey? { cluster.keys.first { $0.state == .active } }
    package var next: ClusterKey? { cluster.keys.first { $0.state == .next } }
    /// Whether the cluster was asked for a key to follow the active one.
    package var isAsked: Bool { active.map { cluster.rotate == $0.id } ?? false }

    /// What a publication allows to do.
    package func step(_ publication: Publication) throws(Disagreement) -> Step {
        try judge(publication)
        guard let active else {
            throw Disagreement(
                description: "cluster \(cluster.name) has no active key in the registry",
                hint: "fleetseal cluster replace-key \(cluster.name) gives it a new one"
            )
        }
        guard publication.keys.active == active.publicKey else {
            // It goes on with the old key until it has seen the registry.
            return .waiting(for: "the cluster to take up its key \(active.id)")
        }
        let proven = proven(publication)
        let missing = needed.filter { need in
            !proven.contains { $0.group == need.group && $0.groupKey == need.key.publicKey }
        }
        if let need = missing.first, next != nil || publication.keys.next != nil {
            return .waiting(for: "its proof that it opens key \(need.key.id) of \(need.group)")
        }
        guard let next else {
            guard let offered = publication.keys.next else { return isAsked ? .asked : .none }
            guard !cluster.keys.contains(where: { $0.publicKey == offered.publicKey }) else {
                return .waiting(for: "the cluster to give up its key \(offered.publicKey.id)")
            }
            return .take(offered, proven)
        }
        guard publication.keys.next?.publicKey == next.publicKey else {
            return .waiting(
                for:
                    "the cluster to publish its next key \(next.id) (if it gave that up: --abandon)"
            )
        }
        let absent = needed.compactMap { need -> PublishedLine? in
            let name = MemberLine.text(.cluster(cluster.name), next.id)
            let line = need.key.sealedTo.first { $0.text == name }
            return proven.first {
                $0.group == need.group && $0.groupKey == need.key.publicKey
                    && $0.sealed != line?.sealed
            }
        }
        guard absent.isEmpty else { return .take(nil, absent) }
        return .promote(from: active.id, to: next.id)
    }

    /// Group keys of the cluster's groups that are not sealed to one of its keys.
    package func missing(_ key: KeyID) -> [(group: Group, key: GroupKey)] {
        let name = MemberLine.text(.cluster(cluster.name), key)
        return groups.flatMap { group in
            group.keys.filter { one in
                one.state != .revoked && !one.sealedTo.contains { $0.text == name }
            }.map { (group, $0) }
        }
    }

    /// Group keys that a member has to be able to open.
    private var needed: [(group: String, key: GroupKey)] {
        groups.flatMap { group in
            group.keys.filter { $0.state != .revoked }.map { (group.name, $0) }
        }
    }

    /// The lines that are for this cluster's newest key, of groups it is in, and proven.
    private func proven(_ publication: Publication) -> [PublishedLine] {
        publication.lines.filter { line in
            needed.contains { $0.group == line.group && $0.key.publicKey == line.groupKey }
                && line.isProven(
                    to: publication.keys.newest,
                    cluster: cluster.name,
                    fleet: fleet
                )
        }
    }
}

extension Registry {
    /// Where the rotation of a cluster's key stands.
    package func rotation(of entry: ClusterEntry) throws -> ClusterRotation {
        let cluster = entry.cluster
        let others = try cluster.groups.filter { $0 != cluster.name }.map { try group($0) }
        return ClusterRotation(
            cluster,
            groups: others + [entry.own],
            fleet: fleet.id,
            revoked: fleet.revoked
        )
    }
}

// MARK: - Whose publication it is

extension ClusterRotation {
    private func judge(_ publication: Publication) throws(Disagreement) {
        let own = try judgeApart(publication)
        try judgeOrder(publication)
        guard let next = publication.keys.next else { return }
        let statement = ClusterKey.endorsementStatement(
            fleet: fleet,
            cluster: cluster.name,
            key: next.publicKey,
            created: next.created
        )
        guard own.publicKey.verifies(next.endorsement, over: statement) else {
            throw Disagreement(
                description:
                    "the key \(own.id) of cluster \(cluster.name) does not vouch for its next key \(next.publicKey.id)",
                hint: "read the publication again; if it stays so, somebody else writes it"
            )
        }
    }

    /// Whether it is of this cluster and by the key that is in use; gives that key.
    ///
    /// Whether an older one was taken over before is not looked at.
    @discardableResult
    package func judgeApart(_ publication: Publication) throws(Disagreement) -> ClusterKey {
        try judgeOrigin(publication)
        try judgeSpelling(publication)
        return try judgedKey(of: publication)
    }

    /// Whether it is of this cluster, and signed by keys that nobody has revoked.
    package func judgeOrigin(_ publication: Publication) throws(Disagreement) {
        let name = cluster.name
        guard publication.isSigned else {
            throw Disagreement(
                description:
                    "the publication of cluster \(name) is not signed by the keys that it names",
                hint: "read it again; if it stays so, somebody else writes it"
            )
        }
        guard publication.origin.cluster == name else {
            throw Disagreement(
                description:
                    "the publication is of cluster \(publication.origin.cluster), not of \(name)",
                hint: "look for it where the agent of \(name) is"
            )
        }
        if let published = publication.fleet, published != fleet {
            throw Disagreement(
                description:
                    "the agent of cluster \(name) serves the fleet \(published), this is \(fleet)",
                hint: "one of the two is the wrong repository"
            )
        }
        if let known = cluster.kubeSystemUID, let found = publication.origin.kubeSystem,
            known != found
        {
            throw Disagreement(
                description:
                    "cluster \(name) has the kube-system uid \(known) in the registry and \(found) where the agent runs",
                hint:
                    "a copy of the cluster, or one that was made anew: fleetseal cluster replace-key \(name) if that is meant to be the cluster now"
            )
        }
        let signers =
            [publication.keys.active] + [publication.keys.next?.publicKey].compactMap { $0 }
        if let key = signers.first(where: { revoked.contains($0.fingerprint) }) {
            throw Disagreement(
                description: "cluster \(name) uses the key \(key.id), which is revoked",
                hint: "fleetseal cluster replace-key \(name) gives it a new one"
            )
        }
    }

    /// The key that the cluster uses, as the registry has it.
    private func judgedKey(of publication: Publication) throws(Disagreement) -> ClusterKey {
        let name = cluster.name
        let used = publication.keys.active
        let own = cluster.keys.first { $0.publicKey == used }
        // It was promoted, and the cluster has not seen that yet.
        let isBehind =
            own?.state == .retired && publication.keys.next?.publicKey == active?.publicKey
        if let own, own.state == .active || isBehind { return own }
        let known = cluster.keys.filter { $0.state == .active || $0.state == .next }
        let ours = known.map { "\($0.id) (\($0.publicKey.fingerprint))" }
        let hint =
            switch own?.state {
            case .next:
                // A cluster goes on only when it has seen its promotion, and never back by itself.
                "the registry went back to before the promotion of that key: fleetseal rotate --restore"
            case nil:
                "somebody else's key, or one that was made anew: compare with fleetseal-agent keys there, then fleetseal cluster replace-key \(name)"
            default:
                "the cluster's memory is older than its rotation: fleetseal rotate --restore brings its lines back"
            }
        throw Disagreement(
            description:
                "cluster \(name) uses the key \(used.id) (\(used.fingerprint)), the registry has \(ours.joined(separator: ", "))",
            hint: hint
        )
    }

    /// What it says stands in the registry afterwards, which must be readable.
    private func judgeSpelling(_ publication: Publication) throws(Disagreement) {
        let isDate = publication.keys.next.map { Names.isDate($0.created) } ?? true
        guard isDate, publication.counter < 1_000_000_000_000_000 else {
            throw Disagreement(
                description:
                    "the publication of cluster \(cluster.name) has a number or a date that no registry can hold",
                hint: "no agent publishes that: somebody else has the key of \(cluster.name)"
            )
        }
    }

    /// A publication that is older than the last one was restored, or is somebody's copy.
    private func judgeOrder(_ publication: Publication) throws(Disagreement) {
        guard let last = cluster.document.publication else { return }
        guard publication.origin.instance == last.instance else {
            throw Disagreement(
                description:
                    "the agent of cluster \(cluster.name) is the instance \(publication.origin.instance), the registry knows \(last.instance)",
                hint:
                    "its memory is lost, or it runs in two places: once you know that there is one, fleetseal rotate --cluster \(cluster.name) --new-instance"
            )
        }
        let digest = Base32.encode(publication.digest.bytes)
        let isNewer = publication.counter > last.counter
        let isSame = publication.counter == last.counter && digest == last.digest
        let previous = publication.previous.map { Base32.encode($0.bytes) }
        let follows = publication.counter != last.counter + 1 || previous == last.digest
        guard isSame || isNewer && follows else {
            throw Disagreement(
                description:
                    "the publication of cluster \(cluster.name) is number \(publication.counter) (\(digest.prefix(12))), the registry has taken over number \(last.counter) (\(last.digest.prefix(12)))",
                hint:
                    "the agent's memory was restored, or two agents are in one place: fleetseal cluster replace-key \(cluster.name) starts anew once you know which"
            )
        }
    }
}
