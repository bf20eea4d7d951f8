/// What agents do with what they see.
struct Agents {
    let bounds: Bounds
    let guards: Guards

    /// Opens what it can, follows its promotion, makes a key if asked to.
    func look(_ cluster: Int, _ world: inout World) {
        let registry = world.tip
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

    /// What the agent would publish now.
    func publication(_ cluster: Int, _ world: World) -> Publication {
        let agent = world.agents[cluster]
        var new = Publication()
        new.active = agent.active
        new.next = agent.next
        (new.isSigned, new.isEndorsed, new.isProven) = (true, true, true)
        if let next = agent.nextKey {
            for groupKey in bounds.groupKeys {
                new.lines[groupKey, width: 2] = line(groupKey, to: next, agent, cluster, world)
                    .rawValue
            }
        }
        guard !new.says(agent.last) || !agent.last.exists else { return agent.last }
        new.mark.counter = agent.last.mark.counter + 1
        new.mark.life = cluster == 0 ? world.truth.life : 0
        new.previous = agent.last.mark
        return new
    }

    private func line(
        _ groupKey: Int,
        to next: Int,
        _ agent: Agent,
        _ cluster: Int,
        _ world: World
    ) -> Registry.Line {
        let state = world.tip.state(ofGroupKey: groupKey)
        guard state == .active || state == .retired,
            world.tip.isMember(cluster, of: Registry.group(ofKey: groupKey)),
            agent.opens(groupKey, in: world.tip, as: cluster)
        else { return .none }
        let line = world.tip.line(groupKey, to: next, of: cluster)
        // What stands there is opened before it is proven.
        return line.opens ? line : .agents
    }

    func publish(_ cluster: Int, _ world: inout World) {
        let new = publication(cluster, world)
        world.agents[cluster].last = new
        world.places[cluster] = new
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

    /// A person asks for the destruction of what is not used any more.
    ///
    /// Nothing if the agent refuses.
    func destroy(_ cluster: Int, _ world: inout World) -> Bool {
        let agent = world.agents[cluster]
        var kept = Cells()
        kept[Int(agent.active)] = true
        if let next = agent.nextKey { kept[next] = true }
        guard agent.held != kept else { return false }
        if guards.contains(.destruction) {
            guard world.tip.key(.active, of: cluster) == Int(agent.active) else { return false }
            var active = Cells()
            active[Int(agent.active)] = true
            for groupKey in bounds.groupKeys
            where world.tip.isMember(cluster, of: Registry.group(ofKey: groupKey)) {
                let state = world.tip.state(ofGroupKey: groupKey)
                guard state == .active || state == .retired else { continue }
                guard agent.opens(groupKey, in: world.tip, as: cluster, with: active) else {
                    return false
                }
            }
        }
        world.agents[cluster].held = kept
        world.truth.isDestroyed = true
        return true
    }
}
