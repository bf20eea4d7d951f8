internal import Documents
internal import Fleet
internal import Sealing

/// Works out by resolution what a change of documents or memberships does on which clusters.
///
/// Clusters for which the same layers count on both sides see the same; each such class is resolved
/// once, however many clusters it has.
struct EffectComputation {
    let roster: Roster

    /// Clusters that see the same layers before and after.
    private struct Class {
        var clusters: ClusterSet
        var old: [Int] = []
        var new: [Int] = []
        var seesLabels = false
    }

    private struct Applied {
        let clusters: ClusterSet
        let layer: Layer
        let source: SecretDocument
    }

    /// What changes of a secret on those of `clusters` that are in the fleet afterwards.
    func effects(
        title: String,
        from old: SecretEntry?,
        to new: SecretEntry?,
        changesForm: Bool,
        on clusters: ClusterSet
    ) -> [SecretEffect] {
        let before = layers(old, roster.base)
        let after = layers(new, roster.tip)
        var classes = [Class(clusters: clusters.intersection(roster.tip.present))]
        for (index, applied) in before.enumerated() {
            split(&classes, by: applied.clusters) { $0.old.append(index) }
        }
        for (index, applied) in after.enumerated() {
            split(&classes, by: applied.clusters) { $0.new.append(index) }
        }
        split(&classes, by: relabelled(new)) { $0.seesLabels = true }
        let effects = classes.compactMap { one in
            effect(
                title,
                one.old.map { before[$0] },
                one.new.map { after[$0] },
                changesForm || one.seesLabels,
                one.clusters
            )
        }
        return Self.merged(effects)
    }

    private func effect(
        _ title: String,
        _ old: [Applied],
        _ new: [Applied],
        _ changesForm: Bool,
        _ clusters: ClusterSet
    ) -> SecretEffect? {
        guard !clusters.isEmpty, !(old.isEmpty && new.isEmpty) else { return nil }
        let (before, after) = (Self.winners(old), Self.winners(new))
        func sorted(_ keys: some Sequence<String>) -> [String] {
            keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        }
        let gained = sorted(after.keys.filter { before[$0] == nil })
        let lost = sorted(before.keys.filter { after[$0] == nil })
        let changed = sorted(
            after.compactMap { key, id in before[key].map { $0 != id } == true ? key : nil }
        )
        let change: SecretEffect.Change =
            old.isEmpty ? .appears : new.isEmpty ? .disappears : .changes
        guard
            change != .changes || changesForm || !gained.isEmpty || !lost.isEmpty
                || !changed.isEmpty
        else { return nil }
        return SecretEffect(
            title: title,
            change: change,
            gained: gained,
            lost: lost,
            changed: changed,
            changesForm: changesForm && change == .changes,
            clusters: clusters
        )
    }

    private static func winners(_ layers: [Applied]) -> [String: ValueID] {
        let resolution = Resolution(layers.map { ($0.layer, $0.source) })
        return Dictionary(
            resolution.winners.map { ($0.key, $0.value.sealed.id) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// The layers of an entry in order, with the clusters for which each counts.
    private func layers(_ entry: SecretEntry?, _ side: Roster.Side) -> [Applied] {
        guard let entry else { return [] }
        return entry.allLayers.compactMap { layer, source in
            var clusters = side.members(layer.group)
            if let part = source.part {
                var own = ClusterSet(of: roster.names.count)
                if let index = roster.index[part] { own.insert(index) }
                clusters = own.intersection(side.present)
            }
            return Applied(clusters: clusters, layer: layer, source: source)
        }
    }

    /// Clusters whose labels changed in a way that the template shows.
    private func relabelled(_ entry: SecretEntry?) -> ClusterSet {
        var found = ClusterSet(of: roster.names.count)
        let facts = Set(entry?.document.template?.data.flatMap(\.template.clusterFacts) ?? [])
        guard !facts.isEmpty else { return found }
        for index in roster.relabelled {
            let (old, new) = (roster.base.sketches[index], roster.tip.sketches[index])
            if facts.contains(where: { old?.labels[$0] != new?.labels[$0] }) { found.insert(index) }
        }
        return found
    }

    private func split(
        _ classes: inout [Class],
        by set: ClusterSet,
        _ mark: (inout Class) -> Void
    ) {
        guard !set.isEmpty else { return }
        for index in classes.indices {
            let inside = classes[index].clusters.intersection(set)
            guard !inside.isEmpty else { continue }
            if inside == classes[index].clusters {
                mark(&classes[index])
            } else {
                var other = classes[index]
                other.clusters = inside
                mark(&other)
                classes[index].clusters = classes[index].clusters.subtracting(inside)
                classes.append(other)
            }
        }
    }

    /// Classes that differ in layers that change nothing are one again.
    private static func merged(_ effects: [SecretEffect]) -> [SecretEffect] {
        var merged: [SecretEffect] = []
        for effect in effects {
            if let index = merged.firstIndex(where: { $0.isSame(as: effect) }) {
                merged[index] = merged[index].joined(with: effect)
            } else {
                merged.append(effect)
            }
        }
        return merged
    }
}

extension SecretEffect {
    fileprivate func joined(with other: SecretEffect) -> SecretEffect {
        SecretEffect(
            title: title,
            change: change,
            gained: gained,
            lost: lost,
            changed: changed,
            changesForm: changesForm,
            clusters: clusters.union(other.clusters)
        )
    }
}
