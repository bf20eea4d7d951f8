/// The rotation of keys: agents, CI, operators, Git, and what may go wrong.
struct RotationModel: Model {
    typealias Steps = [Step<World, Event>]

    let bounds: Bounds
    let guards: Guards
    /// What agents may be shown, before and after the delivery fell behind.
    private let views: (whole: [View], delayed: [View])

    init(_ bounds: Bounds, without missing: Guards = []) {
        self.bounds = bounds
        guards = Guards.all.subtracting(missing)
        views = (
            View.all(groups: bounds.groups, before: false),
            View.all(groups: bounds.groups, before: true)
        )
    }

    var start: World {
        var world = World(bounds)
        guard !guards.contains(.memory) else { return world }
        for cluster in 0..<bounds.clusters { world.agents[cluster].remembered = Cells() }
        return world
    }

    var changes: Changes { Changes(bounds: bounds, guards: guards) }
    var agents: Agents { Agents(bounds: bounds, guards: guards) }

    func judgement(_ cluster: Int, _ registry: Registry) -> Judgement {
        Judgement(registry: registry, cluster: cluster, bounds: bounds, guards: guards)
    }

    func steps(from world: World) -> Steps {
        var steps: Steps = []
        for cluster in 0..<bounds.clusters { agentSteps(cluster, world, &steps) }
        replicas(world, &steps)
        landings(world, &steps)
        for proposal in proposals(world) { work(proposal, world, &steps) }
        adversity(world, &steps)
        return steps
    }

    private func agentSteps(_ cluster: Int, _ world: World, _ steps: inout Steps) {
        var seen = world
        agents.look(cluster, &seen)
        if seen != world { steps.append(Step(.looks(cluster: cluster, nil), seen)) }
        var published = world
        agents.publish(cluster, &published)
        if published != world { steps.append(Step(.publishes(cluster: cluster, nil), published)) }
        partialViews(cluster, world, &steps)
        guard world.has(.emptyView), !guards.contains(.emptyViews) else { return }
        var blind = world
        blind.spend(.emptyView)
        agents.seeNothing(cluster, &blind)
        steps.append(Step(.seesNothing(cluster: cluster), blind, isAdverse: true))
    }

    /// An agent looks, or publishes, by what is shown of the registry just now.
    private func partialViews(_ cluster: Int, _ world: World, _ steps: inout Steps) {
        guard world.has(.partialView) else { return }
        var spent = world
        spent.spend(.partialView)
        for view in world.delayed == nil ? views.whole : views.delayed {
            let shown = view.registry(world.tip, before: world.delayed, for: cluster)
            guard shown != world.tip else { continue }
            var seen = spent
            agents.look(cluster, &seen, by: shown)
            if seen != spent {
                steps.append(Step(.looks(cluster: cluster, view), seen, isAdverse: true))
            }
            var published = spent
            agents.publish(cluster, &published, by: shown)
            if published != spent {
                steps.append(Step(.publishes(cluster: cluster, view), published, isAdverse: true))
            }
        }
    }
}

// MARK: - Changes to the repository

extension RotationModel {
    /// Makes a change at once, and also as a branch that lands whenever it likes.
    private func work(_ proposal: Proposal, _ world: World, _ steps: inout Steps) {
        guard proposal.result != world.tip else { return }
        var spent = world
        if let chance = proposal.chance { spent.spend(chance) }
        let draft = World.Draft(
            change: proposal.change,
            base: world.tip,
            result: proposal.result
        )
        if let landed = land(draft, in: spent) {
            steps.append(Step(.makes(proposal.change), landed, isAdverse: proposal.isAdverse))
        }
        guard world.drafts.count < bounds.drafts else { return }
        spent.drafts.append(draft)
        steps.append(Step(.begins(proposal.change), spent, isAdverse: true))
    }

    private func landings(_ world: World, _ steps: inout Steps) {
        for index in world.drafts.indices {
            let draft = world.drafts[index]
            var without = world
            without.drafts.remove(at: index)
            if let landed = land(draft, in: without) {
                steps.append(Step(.lands(draft.change), landed))
                continue
            }
            steps.append(Step(.isRefused(draft.change), without))
            guard world.has(.forcedMerge), var forced = land(draft, in: without, isForced: true)
            else { continue }
            forced.spend(.forcedMerge)
            steps.append(Step(.isForced(draft.change), forced, isAdverse: true))
        }
    }

    /// Git merges, `check` judges what came of it.
    private func land(_ draft: World.Draft, in world: World, isForced: Bool = false) -> World? {
        guard var merged = world.tip.merging(draft.result, since: draft.base, guards) else {
            return nil
        }
        if !isForced, guards.contains(.check),
            !merged.passesCheck(after: world.tip, bounds, guards),
            !isRestoration(draft.change, &merged)
        {
            return nil
        }
        var landed = world
        for group in 0..<bounds.groups where merged.serial(of: group) != world.tip.serial(of: group)
        {
            let key = merged.value(of: group)
            landed.truth.isLate[group] = (0..<bounds.clusters).contains { cluster in
                !world.tip.isMember(cluster, of: group) && !world.tip.isDue(key, by: cluster)
                    && world.truth.known[cluster * 4 + key]
            }
        }
        switch draft.change {
        case .take(cluster: 0) where world.truth.isBehind:
            landed.truth.isFooled = merged.taken(0).life == world.truth.life
        case .restore(cluster: 0): landed.truth.isBehind = false
        default: break
        }
        noteNewer(merged, &landed)
        landed.tip = merged
        if isForced { landed.truth.force() }
        landed.note()
        if case .promote = draft.change, world.has(.revert) {
            landed.backups.promotion = World.Draft(
                change: .revert,
                base: merged,
                result: world.tip
            )
        }
        return landed
    }

    /// What a person restores goes back on purpose, but has to be sound.
    private func isRestoration(_ change: Change, _ registry: inout Registry) -> Bool {
        guard case .restore = change else { return false }
        return registry.isSound(bounds, guards)
    }
}

// MARK: - What must hold

extension RotationModel {
    func isComplete(_ world: World) -> Bool {
        guard world.drafts.isEmpty, world.tip.isSound(bounds, guards) else { return false }
        return (0..<bounds.clusters).allSatisfy { cluster in
            guard !isAtItsEnd(cluster, world), let active = world.tip.key(.active, of: cluster)
            else { return true }
            let agent = world.agents[cluster]
            return Int(agent.active) == active && agent.nextKey == nil
                && world.tip.asked(cluster) != active && world.tip.key(.next, of: cluster) == nil
                && lockedOut(cluster, world) == nil && agent.last == world.places[cluster]
        }
    }

    func fault(in world: World) -> String? {
        if let fault = doubled(world) { return fault }
        if let key = robbed(world) {
            return "a thief of a retired key of east opens key \(key) of the groups, made later"
        }
        if world.truth.isFooled { return "CI follows an agent that forgot what it had said" }
        for cluster in 0..<bounds.clusters {
            if world.tip.state(Registry.outsider, of: cluster) != .absent {
                return "a key of an outsider is in the registry"
            }
            if world.agents[cluster].nextKey == Registry.outsider {
                return "an agent vouches for a key of an outsider"
            }
            if let key = lockedOut(cluster, world), !isExcused(cluster, world) {
                return "\(Names.cluster(cluster)) cannot open key \(key) of the groups"
            }
            if let alarm = falseAlarm(cluster, world) { return alarm }
            if let group = overheard(by: cluster, world) {
                return
                    "\(Names.cluster(cluster)), which left, opens a value of \(Names.group(group)) that landed after the re-key"
            }
            if let group = spied(by: cluster, world) {
                return
                    "\(Names.cluster(cluster)), which left, opens what is sealed to \(Names.group(group)) now"
            }
        }
        return nil
    }

    /// A key of a group that the cluster is in and cannot open by the lines at the tip, or, if the
    /// group dropped the key and a value still needs it, by what it remembers.
    func lockedOut(_ cluster: Int, _ world: World) -> Int? {
        guard world.tip.key(.active, of: cluster) != nil else { return nil }
        let agent = world.agents[cluster]
        return bounds.groupKeys.first { groupKey in
            let group = Registry.group(ofKey: groupKey)
            guard world.tip.isMember(cluster, of: group) else { return false }
            guard world.tip.state(ofGroupKey: groupKey) == .absent else {
                return !agent.opens(groupKey, in: world.tip, as: cluster, with: agent.held)
            }
            return world.tip.value(of: group) == groupKey && !agent.remembered[groupKey]
        }
    }

    /// Whether a cluster would need more keys than the model has room for: it ends here.
    private func isAtItsEnd(_ cluster: Int, _ world: World) -> Bool {
        world.truth.made[cluster, width: 3] == Registry.outsider
            && world.tip.asked(cluster) == Int(world.agents[cluster].active)
            && world.agents[cluster].nextKey == nil
    }

    /// Whether keys are gone that only a person or a backup can have taken, and CI or `check` says so.
    private func isExcused(_ cluster: Int, _ world: World) -> Bool {
        let truth = world.truth
        guard cluster == 0 && truth.life > 0 || truth.isLost else {
            return false
        }
        var looked = world
        agents.look(cluster, &looked)
        let publication = agents.publication(cluster, looked)
        if case .disagreement = judgement(cluster, world.tip).step(publication) { return true }
        return !world.tip.isSound(bounds, guards)
    }

    /// Without any mishap CI accuses nobody.
    private func falseAlarm(_ cluster: Int, _ world: World) -> String? {
        let place = world.places[cluster]
        guard place.exists, world.truth.life == 0, !world.truth.isForced,
            world.tip.key(.active, of: cluster) != nil,
            place == world.agents[cluster].last,
            case .disagreement(let why) = judgement(cluster, world.tip).step(place)
        else { return nil }
        return "CI accuses the agent of \(Names.cluster(cluster)) for nothing: \(why)"
    }

    /// A group that the cluster left, whose newest value was sealed to an older key than there was when
    /// it landed.
    private func overheard(by cluster: Int, _ world: World) -> Int? {
        (0..<bounds.groups).first { group in
            let key = world.tip.value(of: group)
            return world.truth.isLate[group] && !world.tip.isMember(cluster, of: group)
                && world.truth.known[cluster * 4 + key]
        }
    }

    /// A group that the cluster left and whose newest key it holds, though nobody was told to re-key.
    private func spied(by cluster: Int, _ world: World) -> Int? {
        (0..<bounds.groups).first { group in
            guard !world.tip.isMember(cluster, of: group) else { return false }
            return [group * 2, group * 2 + 1].contains { key in
                world.tip.state(ofGroupKey: key) == .active && !world.tip.isDue(key, by: cluster)
                    && world.truth.known[cluster * 4 + key]
            }
        }
    }
}
