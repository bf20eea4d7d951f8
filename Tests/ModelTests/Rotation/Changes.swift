/// What each change makes of a state of the repository.
struct Changes {
    let bounds: Bounds
    let guards: Guards

    /// Seals a group's key to each key in use of each member, and to nobody else.
    func seal(_ groupKey: Int, _ registry: inout Registry) {
        for cluster in 0..<bounds.clusters {
            let isMember = registry.isMember(cluster, of: Registry.group(ofKey: groupKey))
            let wanted = (0..<4).filter { key in
                let state = registry.state(key, of: cluster)
                return isMember && (state == .active || state == .next)
            }
            let dropped = (0..<4).filter { key in
                !wanted.contains(key) && registry.line(groupKey, to: key, of: cluster) != .none
            }
            for key in dropped { registry.write(.none, groupKey, to: key, of: cluster) }
            let isAnew = !dropped.isEmpty && guards.contains(.sealingAnew)
            for key in wanted
            where isAnew || registry.line(groupKey, to: key, of: cluster) == .none {
                registry.write(.operators, groupKey, to: key, of: cluster)
            }
        }
    }

    // MARK: Groups

    func rekey(_ group: Int, _ registry: inout Registry) {
        let (old, new) = (group * 2, group * 2 + 1)
        guard registry.state(ofGroupKey: new) == .absent,
            registry.state(ofGroupKey: old) == .active
        else { return }
        registry.set(.retired, ofGroupKey: old)
        registry.set(.active, ofGroupKey: new)
        seal(new, &registry)
    }

    private func activeKey(_ group: Int, _ registry: Registry) -> Int {
        registry.state(ofGroupKey: group * 2) == .active ? group * 2 : group * 2 + 1
    }

    func reseal(_ group: Int, _ registry: inout Registry) {
        registry.seal(to: activeKey(group, registry), valueOf: group, isNew: false)
    }

    func set(_ group: Int, _ registry: inout Registry) {
        registry.seal(to: activeKey(group, registry), valueOf: group, isNew: true)
    }

    func retire(_ group: Int, _ registry: inout Registry) {
        let old = group * 2
        guard registry.state(ofGroupKey: old) == .retired, registry.value(of: group) != old else {
            return
        }
        registry.set(.absent, ofGroupKey: old)
        for cluster in 0..<bounds.clusters { registry.dropLines(of: old, to: cluster) }
    }

    func sync(_ group: Int, _ registry: inout Registry) {
        for groupKey in [group * 2, group * 2 + 1] {
            let state = registry.state(ofGroupKey: groupKey)
            if state == .active || state == .retired { seal(groupKey, &registry) }
        }
    }

    func remove(_ cluster: Int, from group: Int, _ registry: inout Registry) {
        guard registry.isMember(cluster, of: group) else { return }
        registry.setMember(false, cluster, of: group)
        for groupKey in [group * 2, group * 2 + 1] {
            registry.dropLines(of: groupKey, to: cluster)
            if registry.state(ofGroupKey: groupKey) == .active, guards.contains(.dueKeys) {
                registry.setDue(groupKey, by: cluster)
            }
        }
    }

    func revoke(_ cluster: Int, _ registry: inout Registry) {
        for key in 0..<4 where registry.state(key, of: cluster) != .absent {
            registry.set(.revoked, key, of: cluster)
        }
        for group in 0..<bounds.groups { remove(cluster, from: group, &registry) }
    }

    // MARK: Clusters

    func request(_ cluster: Int, _ registry: inout Registry) {
        guard registry.key(.next, of: cluster) == nil else { return }
        registry.ask(registry.key(.active, of: cluster), of: cluster)
    }

    func take(
        _ key: Int?,
        _ lines: [Int],
        of publication: Publication,
        _ cluster: Int,
        _ registry: inout Registry
    ) {
        if let key { registry.set(.next, key, of: cluster) }
        let own = registry.state(Int(publication.active), of: cluster)
        if key == Registry.outsider, own == .retired { registry.isVouchedByRetired = true }
        for groupKey in lines {
            registry.write(
                publication.line(groupKey),
                groupKey,
                to: key ?? registry.key(.next, of: cluster) ?? publication.newest,
                of: cluster
            )
        }
        registry.take(publication.mark, of: cluster)
    }

    func promote(
        from old: Int,
        to new: Int,
        of publication: Publication,
        _ cluster: Int,
        _ registry: inout Registry
    ) {
        registry.set(.retired, old, of: cluster)
        registry.set(.active, new, of: cluster)
        registry.ask(nil, of: cluster)
        registry.take(publication.mark, of: cluster)
        for key in 0..<Registry.outsider where registry.state(key, of: cluster) == .retired {
            for groupKey in bounds.groupKeys {
                registry.write(.none, groupKey, to: key, of: cluster)
            }
        }
    }

    func abandon(_ cluster: Int, _ registry: inout Registry) {
        guard let next = registry.key(.next, of: cluster),
            let active = registry.key(.active, of: cluster)
        else { return }
        let isNeeded = bounds.groupKeys.contains { groupKey in
            registry.line(groupKey, to: next, of: cluster) != .none
                && registry.line(groupKey, to: active, of: cluster) == .none
        }
        guard !isNeeded || !guards.contains(.abandonment) else { return }
        registry.set(.retired, next, of: cluster)
        registry.ask(nil, of: cluster)
        for groupKey in bounds.groupKeys { registry.write(.none, groupKey, to: next, of: cluster) }
    }

    /// Takes the registry back to the key that the cluster has, with lines from the history; those
    /// that never were there an operator seals.
    func restore(_ cluster: Int, to publication: Publication, _ registry: inout Registry) {
        let own = Int(publication.active)
        if registry.state(own, of: cluster) != .active {
            for key in 0..<4 where key != own {
                let state = registry.state(key, of: cluster)
                if state == .active || state == .next { registry.set(.retired, key, of: cluster) }
            }
            registry.set(.active, own, of: cluster)
            registry.ask(nil, of: cluster)
            for group in 0..<bounds.groups { sync(group, &registry) }
        }
        registry.take(publication.mark, of: cluster)
    }
}
