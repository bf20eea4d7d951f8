internal import Documents
internal import Fleet
internal import Sealing

/// Works out by resolution what a change of documents, memberships or keys does on which clusters.
///
/// Clusters for which the same layers count on both sides, and that can open the same of them, see
/// the same; each such class is resolved once, however many clusters it has.
struct EffectComputation {
    let roster: Roster
    let access: AccessComparison

    /// Clusters that see the same before and after.
    private struct Class {
        var clusters: ClusterSet
        var old = View()
        var new = View()
        /// Labels that a template uses and whose values differ.
        var relabelled: Set<String> = []
        /// They are in the fleet before, and not afterwards.
        var leaves = false
    }

    /// What one side has for a class, by places in its list of layers.
    private struct View {
        var layers: [Int] = []
        var locks: [Lock: Obstacle] = [:]
        /// Labels that a template uses and that the clusters have.
        var labels: Set<String> = []
    }

    private struct Lock: Hashable {
        let group: String
        let key: KeyID
    }

    /// A side of a secret, with the clusters for which each layer counts.
    private struct Applied {
        let entry: SecretEntry?
        let layers: [(clusters: ClusterSet, layer: Layer, source: SecretDocument)]
        /// Values that do not open where they stand.
        let misplaced: Set<ItemPlace>

        var facts: Set<String> {
            Set(entry?.document.template?.data.flatMap(\.template.clusterFacts) ?? [])
                .subtracting(["name"])
        }
    }

    /// What changes of a secret on those of `clusters` that either side has.
    func effects(
        title: String,
        from old: SecretEntry?,
        to new: SecretEntry?,
        changesForm: Bool,
        misplaced: Set<ItemPlace> = [],
        on clusters: ClusterSet
    ) -> [SecretEffect] {
        let before = applied(old, roster.base, [])
        let after = applied(new, roster.tip, misplaced)
        let present = roster.base.present.union(roster.tip.present)
        var classes = [Class(clusters: clusters.intersection(present))]
        Self.split(&classes, by: roster.gone) { $0.leaves = true }
        divide(&classes, \.old, before, access.base, roster.base)
        divide(&classes, \.new, after, access.tip, roster.tip)
        for fact in before.facts.union(after.facts).sorted() {
            Self.split(&classes, by: roster.relabelled(fact)) { $0.relabelled.insert(fact) }
        }
        return Self.merged(
            classes.compactMap { effect(title, before, after, $0, changesForm) }
        )
    }

    /// Splits classes by all that makes a difference on one side.
    private func divide(
        _ classes: inout [Class],
        _ view: WritableKeyPath<Class, View>,
        _ side: Applied,
        _ holders: KeyHolders,
        _ roster: Roster.Side
    ) {
        for (index, applied) in side.layers.enumerated() {
            Self.split(&classes, by: applied.clusters) { $0[keyPath: view].layers.append(index) }
            let group = applied.layer.group
            for key in Set(applied.layer.values.map(\.keyID)) {
                guard let locked = holders.locked(key, of: group, among: applied.clusters)
                else { continue }
                Self.split(&classes, by: locked.clusters) {
                    $0[keyPath: view].locks[Lock(group: group, key: key)] = locked.obstacle
                }
            }
        }
        for fact in side.facts.sorted() {
            Self.split(&classes, by: roster.having(fact)) {
                $0[keyPath: view].labels.insert(fact)
            }
        }
    }

    private func effect(
        _ title: String,
        _ before: Applied,
        _ after: Applied,
        _ one: Class,
        _ changesForm: Bool
    ) -> SecretEffect? {
        let (hadIt, hasIt) = (!one.old.layers.isEmpty, !one.new.layers.isEmpty)
        guard !one.clusters.isEmpty, hadIt || hasIt else { return nil }
        let old = Self.delivery(before, one.old, [])
        let new = Self.delivery(after, one.new, one.relabelled)
        let (was, now) = (old.contents, new.contents)
        let gained = Self.sorted(now.keys.filter { was[$0] == nil })
        let lost = Self.sorted(was.keys.filter { now[$0] == nil })
        let changed = Self.sorted(
            now.compactMap { key, content in
                was[key].map { $0 != content } == true ? key : nil
            }
        )
        let facts = before.facts.union(after.facts)
        let isReformed = changesForm || !one.relabelled.isDisjoint(with: facts)
        let isSame = !isReformed && gained.isEmpty && lost.isEmpty && changed.isEmpty
        let change: SecretEffect.Change
        switch (hadIt, hasIt) {
        case (true, false): change = one.leaves ? .left : .disappears
        case (_, true) where new.obstacle != nil:
            guard !hadIt || !isSame || old.obstacle != new.obstacle else { return nil }
            change = .blocked
        case (false, _): change = .appears
        case (true, true):
            guard !isSame || old.obstacle != nil else { return nil }
            change = old.obstacle == nil ? .changes : .unblocked
        }
        return SecretEffect(
            title: title,
            change: change,
            gained: gained,
            lost: lost,
            changed: changed,
            changesForm: isReformed && hadIt && hasIt,
            obstacle: hasIt ? new.obstacle : nil,
            wasBlocked: hadIt && old.obstacle != nil,
            clusters: one.clusters
        )
    }

    private static func delivery(
        _ side: Applied,
        _ view: View,
        _ relabelled: Set<String>
    ) -> Delivery {
        let layers = view.layers.map { (side.layers[$0].layer, side.layers[$0].source) }
        return Delivery(
            Resolution(layers).winners,
            layers.isEmpty ? nil : side.entry?.document.template,
            hasLabel: view.labels.contains,
            relabelled: relabelled
        ) { value, group in
            if side.misplaced.contains(ItemPlace(group: group, key: value.key)) {
                return .boundElsewhere(key: value.key, group: group)
            }
            return view.locks[Lock(group: group, key: value.keyID)]
        }
    }

    private static func sorted(_ keys: some Sequence<String>) -> [String] {
        keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The layers of an entry in order, with the clusters for which each counts.
    private func applied(
        _ entry: SecretEntry?,
        _ side: Roster.Side,
        _ misplaced: Set<ItemPlace>
    ) -> Applied {
        let layers = (entry?.allLayers ?? []).map { layer, source in
            var clusters = side.members(layer.group)
            if let part = source.part {
                var own = ClusterSet(of: roster.names.count)
                if let index = roster.index[part] { own.insert(index) }
                clusters = own.intersection(side.present)
            }
            return (clusters: clusters, layer: layer, source: source)
        }
        return Applied(entry: entry, layers: layers, misplaced: misplaced)
    }

    private static func split(
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
                classes[index].clusters.subtract(inside)
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
