// Somebody who has copied a private key of the first cluster after it was retired.

extension RotationModel {
    /// What he has got, and what he does with it beside reading.
    func thief(
        _ world: World,
        _ add: (Event, Bounds.Chance, (inout World) -> Bool) -> Void
    ) {
        add(.steals, .theft) { after in
            for key in 0..<Registry.outsider
            where after.agents[0].held[key] && isOver(key, after.tip) {
                after.truth.stolen[key] = true
            }
            return after.truth.stolen != world.truth.stolen
        }
        guard let stolen = (0..<Registry.outsider).first(where: { world.truth.stolen[$0] }) else {
            return
        }
        add(.forges(.byRetired), .forgery) { after in
            let genuine = after.places[0]
            var forged = genuine
            forged.active = UInt8(stolen)
            forged.next = UInt8(Registry.outsider)
            forged.mark = Publication.Mark(counter: genuine.mark.counter + 1, life: 7)
            forged.previous = genuine.mark
            for groupKey in bounds.groupKeys {
                // He proves what he opens, and for the rest he has nothing.
                let line: Registry.Line = isReadByThief(groupKey, world) ? .agents : .none
                forged.lines[groupKey, width: 2] = line.rawValue
            }
            after.places[0] = forged
            return true
        }
    }

    private func isOver(_ key: Int, _ registry: Registry) -> Bool {
        let state = registry.state(key, of: 0)
        return state == .retired || state == .revoked
    }

    /// Whether a line of a group key that ever stood at the tip opens with a stolen key: Git keeps it.
    func isReadByThief(_ groupKey: Int, _ world: World) -> Bool {
        (0..<Registry.outsider).contains { key in
            world.truth.stolen[key] && world.truth.history[groupKey &* 8 &+ key]
        }
    }

    /// Group keys that came after a key of the first cluster was over.
    func noteNewer(_ merged: Registry, _ landed: inout World) {
        guard bounds.chances[.theft] != nil else { return }
        for groupKey in bounds.groupKeys
        where landed.tip.state(ofGroupKey: groupKey) == .absent
            && merged.state(ofGroupKey: groupKey) != .absent
        {
            for key in 0..<Registry.outsider where isOver(key, landed.tip) {
                landed.truth.newer[groupKey &* 4 &+ key] = true
            }
        }
    }

    /// A group key that a thief opens although it was made after his key was over.
    func robbed(_ world: World) -> Int? {
        bounds.groupKeys.first { groupKey in
            (0..<Registry.outsider).contains { key in
                world.truth.stolen[key] && world.truth.newer[groupKey &* 4 &+ key]
                    && world.truth.history[groupKey &* 8 &+ key]
            }
        }
    }
}
