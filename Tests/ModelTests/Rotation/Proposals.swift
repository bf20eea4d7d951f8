/// A change that somebody could make now.
struct Proposal {
    let change: Change
    let result: Registry
    var chance: Bounds.Chance?
    var isAdverse = false
}

extension RotationModel {
    /// Everything that CI, operators and others could write on today's tip.
    func proposals(_ world: World) -> [Proposal] {
        var found: [Proposal] = []
        for cluster in 0..<bounds.clusters {
            ciChange(cluster, world, &found)
            repairs(cluster, world, &found)
            mishaps(cluster, world, &found)
        }
        if bounds.jointly { found += jointChange(world) }
        for group in 0..<bounds.groups { groupChanges(group, world, &found) }
        return found
    }

    private func ciChange(_ cluster: Int, _ world: World, _ found: inout [Proposal]) {
        if world.has(.request), bounds.rotating.contains(cluster) {
            var asked = world.tip
            changes.request(cluster, &asked)
            found.append(
                Proposal(change: .request(cluster: cluster), result: asked, chance: .request)
            )
        }
        var registry = world.tip
        if let change = step(cluster, world, &registry) {
            found.append(Proposal(change: change, result: registry))
        }
        // A job that cannot read what the cluster publishes does nothing for it.
        if !guards.contains(.unread) { promoteUnread(cluster, world, &found) }
    }

    /// The step that is due for a cluster, by its publication and today's tip.
    private func step(_ cluster: Int, _ world: World, _ registry: inout Registry) -> Change? {
        let publication = world.places[cluster]
        guard publication.exists else { return nil }
        switch judgement(cluster, world.tip).step(publication) {
        case .none, .waiting, .disagreement: return nil
        case .take(let key, let lines):
            changes.take(key, lines, of: publication, cluster, &registry)
            return .take(cluster: cluster)
        case .promote(let old, let new):
            changes.promote(from: old, to: new, of: publication, cluster, &registry)
            return .promote(cluster: cluster)
        }
    }

    /// A job that reads the publications of all clusters; others read one alone.
    private func jointChange(_ world: World) -> [Proposal] {
        var registry = world.tip
        let made = (0..<bounds.clusters).compactMap { step($0, world, &registry) }
        return made.count > 1 ? [Proposal(change: .takeJointly, result: registry)] : []
    }

    /// Goes by the lines at the tip alone, whoever wrote them.
    private func promoteUnread(_ cluster: Int, _ world: World, _ found: inout [Proposal]) {
        var registry = world.tip
        guard let active = registry.key(.active, of: cluster),
            let next = registry.key(.next, of: cluster)
        else { return }
        var unread = world.places[cluster]
        unread.mark = registry.taken(cluster)
        changes.promote(from: active, to: next, of: unread, cluster, &registry)
        found.append(Proposal(change: .promoteUnread(cluster: cluster), result: registry))
    }

    /// What a person does about a rotation that cannot go on.
    private func repairs(_ cluster: Int, _ world: World, _ found: inout [Proposal]) {
        let publication = world.places[cluster]
        let next = world.tip.key(.next, of: cluster)
        // An agent that lost its next key, or gave it up, will never offer it.
        let agent = world.agents[cluster]
        let isGone =
            next != nil && next != agent.nextKey && next != Int(agent.active)
            && isSettled(cluster, world)
        if world.has(.abandonment) || isGone {
            var registry = world.tip
            changes.abandon(cluster, &registry)
            found.append(
                Proposal(
                    change: .abandon(cluster: cluster),
                    result: registry,
                    chance: isGone ? nil : .abandonment
                )
            )
        }
        // A person compares the fingerprint with the cluster's before restoring to it.
        guard publication.exists, publication == world.agents[cluster].last,
            world.tip.state(Int(publication.active), of: cluster) != .revoked,
            case .disagreement = judgement(cluster, world.tip).step(publication),
            isSettled(cluster, world)
        else { return }
        var registry = world.tip
        changes.restore(cluster, to: publication, &registry)
        found.append(Proposal(change: .restore(cluster: cluster), result: registry))
    }

    /// Whether the agent has seen the registry and said all that it has to say.
    private func isSettled(_ cluster: Int, _ world: World) -> Bool {
        var after = world
        agents.look(cluster, &after)
        agents.publish(cluster, &after)
        return after == world
    }

    private func groupChanges(_ group: Int, _ world: World, _ found: inout [Proposal]) {
        func add(
            _ change: Change,
            _ chance: Bounds.Chance? = nil,
            isAdverse: Bool = false,
            _ edit: (inout Registry) -> Void
        ) {
            if let chance, !world.has(chance) { return }
            var registry = world.tip
            edit(&registry)
            found.append(
                Proposal(change: change, result: registry, chance: chance, isAdverse: isAdverse)
            )
        }
        add(.rekey(group: group), .rekey) { changes.rekey(group, &$0) }
        add(.set(group: group), .set) { changes.set(group, &$0) }
        // A value that needs a key which was dropped is put right whenever somebody sees it.
        let isOrphan = world.tip.state(ofGroupKey: world.tip.value(of: group)) == .absent
        add(.reseal(group: group), isOrphan ? nil : .reseal) { changes.reseal(group, &$0) }
        add(.retire(group: group), .retire) { changes.retire(group, &$0) }
        add(.sync(group: group)) { changes.sync(group, &$0) }
        // The last cluster is the one that leaves.
        let last = bounds.clusters - 1
        add(.remove(cluster: last, group: group), .removal, isAdverse: true) {
            changes.remove(last, from: group, &$0)
        }
        guard group == 0 else { return }
        add(.revoke(cluster: last), .revocation, isAdverse: true) { changes.revoke(last, &$0) }
    }

    private func mishaps(_ cluster: Int, _ world: World, _ found: inout [Proposal]) {
        guard cluster == 0 else { return }
        damages(cluster, world, &found)
        guard world.has(.intrusion), world.tip.key(.next, of: cluster) == nil else { return }
        var registry = world.tip
        registry.set(.next, Registry.outsider, of: cluster)
        let isThief = world.truth.stolen != Cells()
        registry.isVouchedByRetired = isThief
        let active = registry.key(.active, of: cluster) ?? 0
        for groupKey in bounds.groupKeys
        where registry.line(groupKey, to: active, of: cluster) != .none {
            registry.write(.damaged, groupKey, to: Registry.outsider, of: cluster)
        }
        found.append(
            Proposal(
                change: isThief ? .intrudeByRetired : .intrude(cluster: cluster),
                result: registry,
                chance: .intrusion,
                isAdverse: true
            )
        )
    }

    /// Lines for a next key that are wrong.
    ///
    /// Only beside a right one for the active key: whoever damages the last line locks the cluster
    /// out, whatever the protocol.
    private func damages(_ cluster: Int, _ world: World, _ found: inout [Proposal]) {
        guard world.has(.damage), let active = world.tip.key(.active, of: cluster),
            let next = world.tip.key(.next, of: cluster)
        else { return }
        for groupKey in bounds.groupKeys {
            guard world.tip.line(groupKey, to: next, of: cluster).opens,
                world.tip.line(groupKey, to: active, of: cluster).opens
            else { continue }
            var registry = world.tip
            registry.write(.damaged, groupKey, to: next, of: cluster)
            found.append(
                Proposal(
                    change: .damage(groupKey: groupKey, cluster: cluster),
                    result: registry,
                    chance: .damage,
                    isAdverse: true
                )
            )
        }
    }
}
