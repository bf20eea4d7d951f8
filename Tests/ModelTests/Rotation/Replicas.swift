extension World {
    /// What a replica of the first cluster's agent was about to write when it lost its lead.
    ///
    /// It may go on at any time later, or never. A key that it made is kept already: each one lies in
    /// a Secret of its own, which nobody overwrites.
    enum Deposed: Hashable, Sendable {
        /// What is to be remembered, and what it was decided by.
        case remembering(Agent, after: Agent)
        /// What is remembered as published.
        case publishing(Publication)
    }
}

extension RotationModel {
    /// A second process with the same keys and the same memory.
    ///
    /// What a replica does undisturbed is what an agent does; here it is stopped between what it reads
    /// and what it writes, while the other one goes on.
    func replicas(_ world: World, _ steps: inout Steps) {
        if world.has(.stall), world.deposed == nil { depositions(world, &steps) }
        guard let deposed = world.deposed else { return }
        var after = world
        after.deposed = nil
        goOn(deposed, &after)
        steps.append(Step(.goesOn, after, isAdverse: true))
    }

    private func depositions(_ world: World, _ steps: inout Steps) {
        var spent = world
        spent.spend(.stall)
        let read = world.agents[0]
        var looked = spent
        agents.look(0, &looked)
        if looked.agents[0] != read {
            var after = spent
            after.truth.made = looked.truth.made
            after.agents[0].held = looked.agents[0].held
            after.deposed = .remembering(looked.agents[0], after: read)
            steps.append(Step(.isDeposed(.looking), after, isAdverse: true))
        }
        let publication = agents.publication(0, world)
        if publication != read.last {
            var planned = read
            planned.last = publication
            var after = spent
            after.deposed = .remembering(planned, after: read)
            steps.append(Step(.isDeposed(.publishing), after, isAdverse: true))
        }
        guard publication != world.places[0] else { return }
        var after = spent
        after.agents[0].last = publication
        after.deposed = .publishing(publication)
        steps.append(Step(.isDeposed(.publishingLate), after, isAdverse: true))
    }

    private func goOn(_ deposed: World.Deposed, _ world: inout World) {
        switch deposed {
        case .publishing(let publication): agents.show(publication, of: 0, &world)
        case .remembering(let planned, let read):
            var agent = world.agents[0]
            for key in bounds.groupKeys {
                // Group keys are added to those that are remembered, and replace none.
                agent.remembered[key] = planned.remembered[key] || agent.remembered[key]
            }
            if agent.remembers(as: read) || !guards.contains(.preconditions) {
                (agent.active, agent.next) = (planned.active, planned.next)
                agent.last = planned.last
            }
            if agent.last == planned.last, planned.last != read.last {
                world.deposed = .publishing(planned.last)
            }
            world.agents[0] = agent
        }
    }

    /// What a second replica must not lead to.
    func doubled(_ world: World) -> String? {
        guard world.truth.life == 0, !world.truth.isForced else { return nil }
        let open = (0..<Registry.outsider).filter { key in
            let state = world.tip.state(key, of: 0)
            return world.truth.offered[key] && (state == .absent || state == .next)
        }
        if open.count > 1 { return "two next keys of east are published" }
        return open.contains { !world.agents[0].held[$0] }
            ? "a next key of east is published, and lost" : nil
    }
}
