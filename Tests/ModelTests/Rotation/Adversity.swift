extension RotationModel {
    /// What may go wrong outside the repository.
    func adversity(_ world: World, _ steps: inout Steps) {
        func add(_ event: Event, _ chance: Bounds.Chance, _ change: (inout World) -> Bool) {
            guard world.has(chance) else { return }
            var after = world
            after.spend(chance)
            guard change(&after) else { return }
            steps.append(Step(event, after, isAdverse: true))
        }
        for cluster in 0..<bounds.clusters {
            add(.crashes(cluster: cluster), .crash) { agents.crash(cluster, &$0) }
            add(.destroys(cluster: cluster), .destruction) { agents.destroy(cluster, &$0) }
        }
        add(.backsUpAgent, .agentBackup) { after in
            after.backups.agent = after.agents[0]
            return true
        }
        add(.restoresAgent, .agentRestore) { after in
            guard let agent = after.backups.agent, agent != after.agents[0] else { return false }
            after.agents[0] = agent
            if !bounds.publishesElsewhere { after.places[0] = agent.last }
            after.truth.life += 1
            after.truth.isBehind = agent.last.mark.counter < after.tip.taken(0).counter
            return true
        }
        add(.backsUpRegistry, .registryBackup) { after in
            after.backups.registry = after.tip
            return true
        }
        add(.restoresRegistry, .registryRestore) { after in
            guard let registry = after.backups.registry, registry != after.tip else { return false }
            after.tip = registry
            after.truth.force()
            after.truth.isBehind =
                after.truth.life > 0
                && after.agents[0].last.mark.counter < registry.taken(0).counter
            return true
        }
        add(.fallsBehind, .delay) { after in
            after.delayed = after.tip
            return true
        }
        add(.begins(.revert), .revert) { after in
            guard let promotion = after.backups.promotion else { return false }
            after.backups.promotion = nil
            after.drafts.append(promotion)
            return true
        }
        add(.makes(.revertValue(group: 0)), .valueRevert) { after in
            guard after.tip.value(of: 0) == 1 else { return false }
            after.tip.seal(to: 0, valueOf: 0, isNew: false)
            after.truth.force()
            return true
        }
        outsiders(world, add)
        thief(world, add)
    }

    /// Somebody who can write where the first agent publishes, and has no key.
    private func outsiders(
        _ world: World,
        _ add: (Event, Bounds.Chance, (inout World) -> Bool) -> Void
    ) {
        add(.copies, .copy) { after in
            after.backups.publication = after.places[0]
            return after.places[0].exists
        }
        add(.replays, .replay) { after in
            guard let copy = after.backups.publication, copy != after.places[0] else {
                return false
            }
            after.places[0] = copy
            return true
        }
        add(.plants, .plant) { after in
            after.agents[0].held[Registry.outsider] = true
            return true
        }
        for forgery in [Forgery.key, .lines, .counter] where world.places[0].exists {
            add(.forges(forgery), .forgery) { after in
                after.places[0] = forged(forgery, after.places[0])
                return true
            }
        }
    }

    private func forged(_ what: Forgery, _ genuine: Publication) -> Publication {
        var forged = genuine
        (forged.isSigned, forged.mark.counter) = (false, genuine.mark.counter + 1)
        forged.mark.life = 7
        forged.previous = genuine.mark
        switch what {
        case .key:
            forged.next = UInt8(Registry.outsider)
            (forged.isEndorsed, forged.isProven) = (false, false)
            for groupKey in bounds.groupKeys {
                forged.lines[groupKey, width: 2] = Registry.Line.damaged.rawValue
            }
        case .lines:
            forged.isProven = false
            for groupKey in bounds.groupKeys {
                forged.lines[groupKey, width: 2] = Registry.Line.damaged.rawValue
            }
        case .counter, .byRetired:
            forged.mark.counter = 30
        }
        return forged
    }
}
