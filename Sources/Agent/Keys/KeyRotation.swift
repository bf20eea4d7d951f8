internal import CommandLine
internal import Documents
internal import Fleet
internal import Rotation
internal import Sealing

/// What the registry asks of the cluster's keys, and what the agent publishes of them.
struct KeyRotation {
    /// What comes next for the agent's own keys.
    enum Step: Hashable, Sendable {
        /// A key to follow the active one is to be made.
        case make
        /// The next key has become the active one.
        case promote
        /// The next key is given up.
        case giveUp
    }

    private let keys: ClusterKeys
    private let registry: ClusterRegistry?

    /// `registry` is the newest one that was believed.
    init(_ keys: ClusterKeys, _ registry: ClusterRegistry?) {
        self.keys = keys
        self.registry = registry
    }

    /// What to do; a key older than `period` is followed by another without being asked for.
    func step(period: Duration, now seconds: Int) -> Step? {
        guard let registry else { return nil }
        let cluster = registry.cluster.document
        func listed(_ key: HeldKey) -> ClusterKey? {
            let publicKey = key.key.publicKey
            return cluster.keys.first { $0.publicKey == publicKey }
        }
        if let next = keys.next {
            switch listed(next)?.state {
            case .active: return .promote
            case .retired, .revoked: return .giveUp
            case .next, nil: return nil
            }
        }
        guard let active = listed(keys.active), active.state == .active,
            !registry.registry.trust.isRevoked(active.publicKey)
        else { return nil }
        let latest = Today.date(secondsSince1970: seconds - Int(period.components.seconds))
        let isOld =
            period > .zero && active.item.created.utf8.lexicographicallyPrecedes(latest.utf8)
        return cluster.rotate == active.id || isOld ? .make : nil
    }

    /// What is to be published after `last`; nothing if that says it all.
    func publication(
        after last: Publication?,
        from origin: Publication.Origin,
        today: String
    ) -> Publication? {
        let fleet = registry?.registry.fleet.id ?? last?.fleet
        return Publication.following(
            last,
            from: origin,
            fleet: fleet,
            keys: PublishedKeys(
                active: keys.active.key.publicKey,
                next: fleet.flatMap { next(after: last, from: origin, fleet: $0, today) },
                others: keys.others.map { $0.key.publicKey }
            ),
            lines: lines(after: last),
            signedBy: keys.active,
            and: fleet == nil ? nil : keys.next
        )
    }

    private func next(
        after last: Publication?,
        from origin: Publication.Origin,
        fleet: String,
        _ today: String
    ) -> PublishedKeys.Next? {
        guard let next = keys.next?.key.publicKey else { return nil }
        // The day of the first publication counts.
        let before = last?.keys.next.flatMap { $0.publicKey == next ? $0.created : nil }
        let created = before ?? today
        let statement = ClusterKey.endorsementStatement(
            fleet: fleet,
            cluster: origin.cluster,
            key: next,
            created: created
        )
        return PublishedKeys.Next(
            publicKey: next,
            created: created,
            endorsement: keys.active.key.signature(over: statement)
        )
    }

    /// Every key of the cluster's groups that the agent can open, sealed to its next key.
    private func lines(after last: Publication?) -> [PublishedLine] {
        guard let next = keys.next, let registry else { return [] }
        let trust = registry.registry.trust
        return registry.cluster.groups.flatMap { name -> [PublishedLine] in
            guard let group = try? registry.registry.group(name) else { return [] }
            return group.keys.compactMap { key in
                guard key.state != .revoked, !trust.isRevoked(key.publicKey),
                    let opened = try? registry.keyring.key(key.id, of: group)
                else { return nil }
                return line(of: key, opened, name, to: next, registry, last)
            }
        }
    }

    private func line(
        of key: GroupKey,
        _ opened: HeldKey,
        _ group: String,
        to next: HeldKey,
        _ registry: ClusterRegistry,
        _ last: Publication?
    ) -> PublishedLine {
        let fleet = registry.registry.fleet.id
        let cluster = registry.cluster.name
        let member = next.key.publicKey
        // What stands there already was sealed by somebody else, so it is opened before it is proven.
        let atTip = key.sealedTo.first { line in
            line.text == MemberLine.text(.cluster(cluster), member.id)
                && (try? line.sealed.open(
                    with: next.key,
                    fleet: fleet,
                    group: group,
                    expecting: key.publicKey
                )) != nil
        }
        let before = last?.lines.first {
            $0.group == group && $0.groupKey == key.publicKey
                && $0.isProven(to: member, cluster: cluster, fleet: fleet)
        }
        let sealed =
            atTip?.sealed ?? before?.sealed
            ?? SealedGroupKey.seal(opened.key, fleet: fleet, group: group, to: member)
        return PublishedLine(
            sealed,
            of: group,
            opened.key,
            to: member,
            cluster: cluster,
            fleet: fleet
        )
    }
}
