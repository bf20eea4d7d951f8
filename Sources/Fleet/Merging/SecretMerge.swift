internal import Documents
internal import Sealing

/// Three versions of a secret's document, put together by what they mean.
///
/// Where both sides changed one thing differently it is a conflict, and the model has what `pick`
/// says. Taking out what the other side only sealed again is none; taking out what it changed is.
struct SecretMerge {
    private(set) var model: SecretModel
    private(set) var conflicts: [MergeConflict] = []

    private let base: SecretModel
    private let ours: SecretModel
    private let theirs: SecretModel
    private let places: (base: SecretPlace?, ours: SecretPlace, theirs: SecretPlace)
    private let knowledge: MergeKnowledge
    private let pick: MergeSide

    /// Values by group and key on which both sides differ.
    private(set) var disputed: [String: Set<String>] = [:]

    init(
        base: SecretDocument?,
        ours: SecretDocument,
        theirs: SecretDocument,
        knowledge: MergeKnowledge,
        pick: MergeSide
    ) {
        self.base = base.map { SecretModel($0) } ?? .nothing
        self.ours = SecretModel(ours)
        self.theirs = SecretModel(theirs)
        places = (base.map { SecretPlace($0) }, SecretPlace(ours), SecretPlace(theirs))
        self.knowledge = knowledge
        self.pick = pick
        model = .nothing
        mergeOutside()
        mergeLayers()
        checkPlaces()
    }

    // MARK: Outside the layers

    private mutating func mergeOutside() {
        var paths: [[String]] = []
        model.outside = PlainTree.merged(
            base.outside,
            ours.outside,
            theirs.outside,
            pick: pick,
            conflict: { paths.append($0) }
        )
        for path in paths.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            conflicts.append(
                MergeConflict(
                    "\(path.joined(separator: ".").escapedForMessage): both sides changed it",
                    hint: "keep what is right between the marks"
                )
            )
        }
    }

    /// A value opens only under the scope and name that it was sealed for.
    private mutating func checkPlaces() {
        guard places.ours != places.theirs else { return }
        let source: SecretModel
        if places.ours == places.base {
            source = theirs
        } else if places.theirs == places.base {
            source = ours
        } else {
            return conflictOfPlaces()
        }
        for layer in model.layers {
            let sealed = source.layer(layer.group)?.values ?? [:]
            if layer.values.contains(where: { sealed[$0.key] != $0.value }) {
                return conflictOfPlaces()
            }
        }
    }

    private mutating func conflictOfPlaces() {
        conflicts.append(
            MergeConflict(
                "the scope, namespace or name was changed on one side, and values on the other, which were sealed for the one before",
                hint:
                    "take the side with the new scope or name, then set the other side's values again"
            )
        )
    }

    // MARK: Layers

    private mutating func mergeLayers() {
        var merged: [String: SecretModel.Layer] = [:]
        for group in Set((ours.layers + theirs.layers).map(\.group)).sorted() {
            merged[group] = layer(group)
        }
        var order = LayerWeave(
            base: base.layers.map(\.group),
            ours: ours.layers.map(\.group).filter { merged[$0] != nil },
            theirs: theirs.layers.map(\.group).filter { merged[$0] != nil },
            relation: knowledge.relation,
            pick: pick
        )
        order.weave()
        conflicts += order.conflicts
        model.layers = order.groups.compactMap { merged[$0] }
    }

    private mutating func layer(_ group: String) -> SecretModel.Layer? {
        let (base, one, two) = (base.layer(group), ours.layer(group), theirs.layer(group))
        guard let one, let two else { return loneLayer(group, base, one, two) }
        let before = base ?? SecretModel.Layer(group: group)
        var merged = SecretModel.Layer(group: group)
        merged.remove = PlainTree.merged(before.remove, one.remove, two.remove)
        for key in Set(one.values.keys).union(two.values.keys).sorted() {
            let versions = Versions(before.values[key], one.values[key], two.values[key])
            merged.values[key] = value(versions, group, key)
        }
        checkRemovals(before, one, two)
        checkRemovals(before, two, one)
        // The last key that is unset takes its layer with it.
        return merged.isEmpty && !one.isEmpty && !two.isEmpty ? nil : merged
    }

    /// A layer that only one side has.
    private mutating func loneLayer(
        _ group: String,
        _ base: SecretModel.Layer?,
        _ ours: SecretModel.Layer?,
        _ theirs: SecretModel.Layer?
    ) -> SecretModel.Layer? {
        guard let base, let kept = ours ?? theirs else { return ours ?? theirs }
        let isChanged =
            kept.remove != base.remove
            || kept.values.contains { key, value in
                guard let before = base.values[key] else { return true }
                return value != before && !value.isReseal(of: before)
            }
        guard isChanged else { return nil }
        conflicts.append(
            MergeConflict(
                "layer \(group): \(ours == nil ? "our" : "their") side took it out, the other side changed it",
                hint: "keep the layer, or take it out"
            )
        )
        return pick == .ours ? ours : theirs
    }

    /// Whoever takes a key away in a layer did not know that the other side puts it there.
    private mutating func checkRemovals(
        _ base: SecretModel.Layer,
        _ one: SecretModel.Layer,
        _ other: SecretModel.Layer
    ) {
        for key in one.remove.subtracting(base.remove).sorted() {
            guard let value = other.values[key], value != base.values[key] else { continue }
            conflicts.append(
                MergeConflict(
                    "\(key) for \(one.group): one side added it to `remove`, the other side set it",
                    hint: "keep one of the two"
                )
            )
        }
    }

    // MARK: Values

    private struct Versions {
        let base: SealedValue?
        let ours: SealedValue?
        let theirs: SealedValue?

        init(_ base: SealedValue?, _ ours: SealedValue?, _ theirs: SealedValue?) {
            (self.base, self.ours, self.theirs) = (base, ours, theirs)
        }
    }

    private mutating func value(
        _ versions: Versions,
        _ group: String,
        _ key: String
    ) -> SealedValue? {
        let (base, ours, theirs) = (versions.base, versions.ours, versions.theirs)
        if ours == theirs || theirs == base { return ours }
        if ours == base { return theirs }
        guard let ours, let theirs else {
            if let base, let kept = ours ?? theirs, kept.isReseal(of: base) { return nil }
            return dispute(versions, group, key, "one side took it out, the other side changed it")
        }
        if let base {
            switch (ours.isReseal(of: base), theirs.isReseal(of: base)) {
            case (true, true): return sealedAgain(versions, ours, theirs, group, key)
            case (true, false): return theirs
            case (false, true): return ours
            case (false, false): break
            }
        }
        if ours.isReseal(of: theirs) { return sealedAgain(versions, ours, theirs, group, key) }
        if let known = known(base, ours, theirs, group, key) { return known }
        return dispute(versions, group, key, "both sides \(base == nil ? "added" : "changed") it")
    }

    /// One value under two seals: the one that opens for all members.
    private mutating func sealedAgain(
        _ versions: Versions,
        _ ours: SealedValue,
        _ theirs: SealedValue,
        _ group: String,
        _ key: String
    ) -> SealedValue? {
        if ours.key == theirs.key { return ours }
        switch knowledge.activeKey(group) {
        case ours.key: return ours
        case theirs.key: return theirs
        default:
            return dispute(
                versions,
                group,
                key,
                "both sides sealed it again, to \(ours.key) and \(theirs.key), and which of them is the active key is not known here"
            )
        }
    }

    /// What an identity tells: a side that changed nothing yields.
    private func known(
        _ base: SealedValue?,
        _ ours: SealedValue,
        _ theirs: SealedValue,
        _ group: String,
        _ key: String
    ) -> SealedValue? {
        let placed = { (value: SealedValue, place: SecretPlace) in
            MergeKnowledge.PlacedValue(sealed: value, group: group, key: key, place: place)
        }
        let one = placed(ours, places.ours)
        let two = placed(theirs, places.theirs)
        if let base, let place = places.base {
            let before = placed(base, place)
            if knowledge.isSame(before, one) { return theirs }
            if knowledge.isSame(before, two) { return ours }
        }
        return knowledge.isSame(one, two) ? ours : nil
    }

    private mutating func dispute(
        _ versions: Versions,
        _ group: String,
        _ key: String,
        _ reason: String
    ) -> SealedValue? {
        disputed[group, default: []].insert(key)
        let what = "\(key) for \(group)"
        let side = { (value: SealedValue?, other: SealedValue?) -> MergeConflict.Side? in
            if let value {
                return MergeConflict.Side(mark: value.text, label: "\(what) is \(value.id)")
            }
            return other.map { MergeConflict.Side(mark: $0.text, label: "\(what) is taken out") }
        }
        let ids = [("base", versions.base), ("ours", versions.ours), ("theirs", versions.theirs)]
            .map { "\($0.0) \($0.1?.id.text ?? "none")" }
        conflicts.append(
            MergeConflict(
                "\(what): \(reason) (\(ids.joined(separator: ", ")))",
                hint: "keep one of the two, or set the value again: fleetseal set",
                ours: side(versions.ours, versions.theirs),
                theirs: side(versions.theirs, versions.ours)
            )
        )
        return pick == .ours ? versions.ours : versions.theirs
    }
}

extension SealedValue {
    /// Whether this says of itself that it is the other one, sealed to another key.
    ///
    /// It is a claim: the id is whatever the sealer says, and only opening tells.
    func isReseal(of other: SealedValue) -> Bool {
        id == other.id && key != other.key && paddedCount == other.paddedCount
    }
}
