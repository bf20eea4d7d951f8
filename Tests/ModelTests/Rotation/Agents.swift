/// What agents do with what they see.
struct Agents {
    let bounds: Bounds
    let guards: Guards

    /// Opens what it can, follows its promotion, makes a key if asked to.
    ///
    /// `view` is what it is shown of the registry, the tip if absent.
    func look(_ cluster: Int, _ world: inout World, by view: Registry? = nil) {
        let registry = view ?? world.tip
        world.agents[cluster].unsaved = Cells()
        if !guards.contains(.missingGroups) { forgetMissing(registry, &world.agents[cluster]) }
        for groupKey in bounds.groupKeys
        where world.agents[cluster].opens(
            groupKey,
            in: registry,
            as: cluster,
            with: world.agents[cluster].held
        ) && guards.contains(.memory) {
            world.agents[cluster].remembered[groupKey] = true
        }
        adopt(registry, cluster, &world.agents[cluster])
        let agent = world.agents[cluster]
        let active = Int(agent.active)
        guard registry.asked(cluster) == active,
            registry.state(active, of: cluster) == .active,
            registry.key(.next, of: cluster) == nil, agent.nextKey == nil
        else { return }
        let key = world.truth.made[cluster, width: 3]
        guard key < Registry.outsider else { return }
        world.truth.made[cluster, width: 3] = key + 1
        world.agents[cluster].held[key] = true
        world.agents[cluster].next = UInt8(key)
        if !guards.contains(.durability) { world.agents[cluster].unsaved[key] = true }
    }

    private func forgetMissing(_ registry: Registry, _ agent: inout Agent) {
        for group in 0..<bounds.groups {
            let keys = [group * 2, group * 2 + 1]
            guard keys.allSatisfy({ registry.state(ofGroupKey: $0) == .absent }) else { continue }
            for key in keys { agent.remembered[key] = false }
        }
    }

    /// Nothing if a crash would take nothing away.
    func crash(_ cluster: Int, _ world: inout World) -> Bool {
        var agent = world.agents[cluster]
        guard agent.unsaved != Cells() else { return false }
        for key in 0..<Registry.outsider where agent.unsaved[key] {
            agent.held[key] = false
            if agent.nextKey == key { agent.next = Publication.none }
        }
        agent.unsaved = Cells()
        world.agents[cluster] = agent
        return true
    }

    /// Takes the registry's word for which of its own keys is which.
    private func adopt(_ registry: Registry, _ cluster: Int, _ agent: inout Agent) {
        if !guards.contains(.ownKeys), agent.held[Registry.outsider] {
            agent.next = UInt8(Registry.outsider)
        }
        let named = registry.key(.active, of: cluster)
        if let next = agent.nextKey {
            switch registry.state(next, of: cluster) {
            case .active: activate(next, &agent)
            case .retired, .revoked: agent.next = Publication.none
            case .next, .absent: break
            }
        }
        guard guards.contains(.returning) else { return }
        if let named, named != Int(agent.active), agent.held[named], named != Registry.outsider {
            activate(named, &agent)
        }
        if let next = registry.key(.next, of: cluster), next != Int(agent.active), agent.held[next],
            next != Registry.outsider
        {
            agent.next = UInt8(next)
        }
    }

    private func activate(_ key: Int, _ agent: inout Agent) {
        if !guards.contains(.oldKeys) { agent.held[Int(agent.active)] = false }
        agent.active = UInt8(key)
        if agent.nextKey == key { agent.next = Publication.none }
    }

    /// What the agent would publish now, by the tip or by what it is shown of it.
    func publication(_ cluster: Int, _ world: World, by view: Registry? = nil) -> Publication {
        let agent = world.agents[cluster]
        let registry = view ?? world.tip
        var new = Publication()
        new.active = agent.active
        new.next = agent.next
        (new.isSigned, new.isEndorsed, new.isProven) = (true, true, true)
        if let next = agent.nextKey {
            for groupKey in bounds.groupKeys {
                new.lines[groupKey, width: 2] =
                    line(groupKey, to: next, agent, cluster, registry)
                    .rawValue
            }
        }
        guard !new.says(agent.last) || !agent.last.exists else { return agent.last }
        new.mark.counter = number(after: agent.last, registry.taken(cluster))
        new.mark.life = cluster == 0 ? world.truth.life : 0
        new.previous = agent.last.mark
        return new
    }

    private func number(after last: Publication, _ taken: Publication.Mark) -> UInt16 {
        let isForgotten =
            taken.counter > last.mark.counter
            || taken.counter == last.mark.counter && taken != last.mark
        let next = last.mark.counter + 1
        return isForgotten && guards.contains(.numbering) ? min(next, taken.counter) : next
    }

    private func line(
        _ groupKey: Int,
        to next: Int,
        _ agent: Agent,
        _ cluster: Int,
        _ registry: Registry
    ) -> Registry.Line {
        let state = registry.state(ofGroupKey: groupKey)
        guard state == .active || state == .retired,
            registry.isMember(cluster, of: Registry.group(ofKey: groupKey)),
            agent.opens(groupKey, in: registry, as: cluster)
        else { return .none }
        // What was proven once is stood by: otherwise agent and CI could go round in a circle.
        if guards.contains(.steadyLines), agent.last.nextKey == next,
            agent.last.line(groupKey) != .none
        {
            return agent.last.line(groupKey)
        }
        let line = registry.line(groupKey, to: next, of: cluster)
        // What stands there is opened before it is proven.
        return line.opens ? line : .agents
    }

    func publish(_ cluster: Int, _ world: inout World, by view: Registry? = nil) {
        let new = publication(cluster, world, by: view)
        world.agents[cluster].last = new
        show(new, of: cluster, &world)
    }

    /// Writes a publication where others read it.
    func show(_ publication: Publication, of cluster: Int, _ world: inout World) {
        world.places[cluster] = publication
        guard cluster == 0, bounds.chances[.stall] != nil, let next = publication.nextKey else {
            return
        }
        world.truth.offered[next] = true
    }

    /// The registry is shown to it without anything in it.
    func seeNothing(_ cluster: Int, _ world: inout World) {
        guard !guards.contains(.emptyViews) else { return }
        var agent = world.agents[cluster]
        agent.held = Cells()
        agent.held[Int(agent.active)] = true
        agent.next = Publication.none
        agent.remembered = Cells()
        world.agents[cluster] = agent
    }

    /// A person asks for the destruction of keys that are not used any more.
    ///
    /// Nothing if the agent refuses.
    func destroy(_ cluster: Int, _ world: inout World) -> Bool {
        let agent = world.agents[cluster]
        var kept = agent.held
        for key in 0..<Registry.outsider where key != Int(agent.active) && key != agent.nextKey {
            let state = world.tip.state(key, of: cluster)
            let isOver = state == .retired || state == .revoked
            if isOver || !guards.contains(.destruction) { kept[key] = false }
        }
        guard kept != agent.held else { return false }
        guard !guards.contains(.destruction) || opensAll(cluster, world, with: kept) else {
            return false
        }
        world.agents[cluster].held = kept
        world.truth.isDestroyed = true
        return true
    }

    /// Whether some of its keys are enough for all lines at the tip.
    private func opensAll(_ cluster: Int, _ world: World, with keys: Cells) -> Bool {
        bounds.groupKeys.allSatisfy { groupKey in
            let state = world.tip.state(ofGroupKey: groupKey)
            guard state == .active || state == .retired,
                world.tip.isMember(cluster, of: Registry.group(ofKey: groupKey))
            else { return true }
            return world.agents[cluster].opens(groupKey, in: world.tip, as: cluster, with: keys)
        }
    }
}
