package import Documents
package import Rotation
package import Sealing

/// A cluster's own side of its rotation: what the registry asks of its keys, and what it publishes of
/// them.
package struct KeyRotation {
    /// What comes next for the cluster's own keys.
    package enum Step: Hashable, Sendable {
        /// A key to follow the active one is to be made.
        case make
        /// The next key has become the active one.
        case promote
        /// The next key is given up.
        case giveUp
    }

    /// The newest registry that was believed, as far as the cluster's keys open it.
    package struct Believed {
        let registry: Registry
        let keyring: Keyring
        let cluster: Vouched<ClusterDocument>

        package init(
            _ registry: Registry,
            _ keyring: Keyring,
            _ cluster: Vouched<ClusterDocument>
        ) {
            self.registry = registry
            self.keyring = keyring
            self.cluster = cluster
        }
    }

    private let active: HeldKey
    private let next: HeldKey?
    private let others: [PublicKey]
    private let believed: Believed?

    /// `next` is a key that the cluster has made itself; `others` only open.
    package init(
        active: HeldKey,
        next: HeldKey?,
        others: [PublicKey],
        _ believed: Believed?
    ) {
        self.active = active
        self.next = next
        self.others = others
        self.believed = believed
    }

    /// What to do; a key made before the day `latest` is followed by another without being asked for.
    package func step(madeBefore latest: String? = nil) -> Step? {
        guard let believed else { return nil }
        let cluster = believed.cluster
        func listed(_ key: HeldKey) -> ClusterKey? {
            let publicKey = key.key.publicKey
            return cluster.keys.first { $0.publicKey == publicKey }
        }
        if let next {
            switch listed(next)?.state {
            case .active: return .promote
            case .retired, .revoked: return .giveUp
            case .next, nil: return nil
            }
        }
        // A next key of the registry that the cluster does not know is one for people to give up: another
        // one beside it would get nowhere.
        guard let active = listed(active), active.state == .active,
            !cluster.keys.contains(where: { $0.state == .next }),
            !believed.registry.trust.isRevoked(active.publicKey)
        else { return nil }
        let isOld = latest.map { active.item.created.utf8.lexicographicallyPrecedes($0.utf8) }
        return cluster.rotate == active.id || isOld ?? false ? .make : nil
    }

    /// What is to be published after `last`; nothing if that says it all.
    package func publication(
        after last: Publication?,
        from origin: Publication.Origin,
        today: String
    ) -> Publication? {
        let fleet = believed?.registry.fleet.id ?? last?.fleet
        let next = fleet.flatMap { offer(after: last, from: origin, fleet: $0, today) }
        return Publication.following(
            last,
            from: origin,
            fleet: fleet,
            keys: PublishedKeys(active: active.key.publicKey, next: next, others: others),
            lines: lines(after: last),
            signedBy: active,
            and: next == nil ? nil : self.next,
            notPast: forgotten(after: last, from: origin)
        )
    }

    /// The number of a publication that was taken over and that the cluster does not remember.
    ///
    /// Its memory is that of a backup then. What it says keeps a number that is refused, so that a
    /// person hears of it: counting on, it would be believed again after some more publications.
    private func forgotten(after last: Publication?, from origin: Publication.Origin) -> Int? {
        guard let taken = believed?.cluster.document.publication,
            taken.instance == origin.instance, let last
        else { return nil }
        let isKnown =
            taken.counter < last.counter
            || taken.counter == last.counter && taken.digest == Base32.encode(last.digest.bytes)
        return isKnown ? nil : taken.counter
    }

    private func offer(
        after last: Publication?,
        from origin: Publication.Origin,
        fleet: String,
        _ today: String
    ) -> PublishedKeys.Next? {
        guard let next = next?.key.publicKey else { return nil }
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
            endorsement: active.key.signature(over: statement)
        )
    }

    /// Every key of the cluster's groups that the agent can open, sealed to its next key.
    private func lines(after last: Publication?) -> [PublishedLine] {
        guard let next else { return [] }
        guard let believed else {
            // After a start, until the registry was read: what was said is still so.
            return last?.keys.next?.publicKey == next.key.publicKey ? last?.lines ?? [] : []
        }
        let trust = believed.registry.trust
        return believed.cluster.groups.flatMap { name -> [PublishedLine] in
            guard let group = try? believed.registry.group(name) else { return [] }
            return group.keys.compactMap { key in
                guard key.state != .revoked, !trust.isRevoked(key.publicKey),
                    let opened = try? believed.keyring.key(key.id, of: group)
                else { return nil }
                return line(of: key, opened, name, to: next, believed, last)
            }
        }
    }

    private func line(
        of key: GroupKey,
        _ opened: HeldKey,
        _ group: String,
        to next: HeldKey,
        _ believed: Believed,
        _ last: Publication?
    ) -> PublishedLine {
        let fleet = believed.registry.fleet.id
        let cluster = believed.cluster.name
        let member = next.key.publicKey
        // What was proven once stays: an agent that followed the tip, and a registry that follows the
        // agent one step behind, could go on exchanging two lines for ever.
        let before = last?.lines.first {
            $0.group == group && $0.groupKey == key.publicKey
                && $0.isProven(to: member, cluster: cluster, fleet: fleet)
        }
        // What stands at the tip was sealed by somebody else, so it is opened before it is proven.
        let sealed =
            before?.sealed ?? believed.registry.line(of: key, group, cluster, for: next)
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

extension Registry {
    /// Whether a cluster's key opens what its group has for it.
    package func opens(
        _ groupKey: GroupKey,
        of group: String,
        _ cluster: String,
        with key: HeldKey
    ) -> Bool {
        line(of: groupKey, group, cluster, for: key) != nil
    }

    /// A group's key as it is sealed to a cluster's key, if that opens it.
    fileprivate func line(
        of groupKey: GroupKey,
        _ group: String,
        _ cluster: String,
        for key: HeldKey
    ) -> SealedGroupKey? {
        let name = MemberLine.text(.cluster(cluster), key.key.id)
        let line = groupKey.sealedTo.first { line in
            line.text == name
                && (try? line.sealed.open(
                    with: key.key,
                    fleet: fleet.id,
                    group: group,
                    expecting: groupKey.publicKey
                )) != nil
        }
        return line?.sealed
    }
}
