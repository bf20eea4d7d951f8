internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

/// Compares the values of a secret, by group and key.
struct ValueComparison {
    let pair: SecretPair
    let roster: Roster
    /// What a group of the new side is, where it can be read.
    let groups: [String: GroupDocument]
    /// Values that were sealed for another place, with where they stood.
    let misplaced: [ItemPlace: SealedPlace]

    private struct Item {
        let value: LayerValue
        let source: SecretDocument
    }

    var changes: [ValueChange] {
        let (before, after) = (Self.items(pair.old), Self.items(pair.new))
        let known = Dictionary(before.map { ($0.place, $0.item) }, uniquingKeysWith: { $1 })
        let kept = Set(after.map(\.place))
        let left = Set(
            after.compactMap { place, item in
                known[place]?.value.sealed == item.value.sealed
                    ? Sealing(group: place.group, key: item.value.keyID) : nil
            }
        )
        var changes: [ValueChange] = []
        for (place, item) in after {
            let was = known[place]
            if let was, was.value.sealed == item.value.sealed { continue }
            changes.append(change(place, from: was, to: item, left))
        }
        for (place, item) in before where !kept.contains(place) {
            changes.append(removal(place, item))
        }
        return changes
    }

    /// Values of a layer that stay as they are, by the key that they are sealed to.
    private struct Sealing: Hashable {
        let group: String
        let key: KeyID
    }

    private func change(
        _ place: ItemPlace,
        from old: Item?,
        to new: Item,
        _ left: Set<Sealing>
    ) -> ValueChange {
        let sealed = new.value.sealed
        let isSame = old?.value.sealed.id == sealed.id
        let kind: ValueChange.Kind = old == nil ? .added : isSame ? .resealed : .changed
        return ValueChange(
            title: pair.title.description,
            group: place.group,
            key: place.key,
            kind: kind,
            oldID: old?.value.sealed.id,
            newID: sealed.id,
            sealedTo: sealed.key,
            reach: reach(place, pair.new, roster.tip),
            danger: danger(place, kind, old, new, left),
            path: new.source.path,
            line: new.value.node.position.line
        )
    }

    private func removal(_ place: ItemPlace, _ old: Item) -> ValueChange {
        ValueChange(
            title: pair.title.description,
            group: place.group,
            key: place.key,
            kind: .removed,
            oldID: old.value.sealed.id,
            newID: nil,
            sealedTo: old.value.sealed.key,
            reach: reach(place, pair.old, roster.base),
            danger: nil,
            path: old.source.path,
            line: old.value.node.position.line
        )
    }

    private func danger(
        _ place: ItemPlace,
        _ kind: ValueChange.Kind,
        _ old: Item?,
        _ new: Item,
        _ left: Set<Sealing>
    ) -> Phrase? {
        if let origin = misplaced[place] {
            return
                "the same bytes stood at \(origin.source.path):\(origin.value.node.position.line), as \(origin.value.key) for \(origin.layer.group) of \(origin.entry.title): they open there only"
        }
        let sealed = new.value.sealed
        if kind == .resealed, let old = old?.value.sealed {
            if old.key == sealed.key {
                return
                    "sealed anew to the same key under the same version: nothing needs that, so it may be another value"
            }
            if old.paddedCount != sealed.paddedCount {
                return "its length changed, so it is another value under the same version"
            }
            if left.contains(Sealing(group: place.group, key: old.key)) {
                return
                    "sealed anew alone, while other values of its layer stay sealed to \(old.key): it may be another value under the same version"
            }
        }
        guard let group = groups[place.group] else {
            return "there is no group of this name that can be read"
        }
        if let key = group.activeKey, key.id != sealed.key {
            guard let other = group.keys.first(where: { $0.id == sealed.key }) else {
                return "sealed to \(sealed.key), which is no key of the group"
            }
            return
                "sealed to \(sealed.key), which is \(other.state.rawValue); the group's active key is \(key.id)"
        }
        return nil
    }

    /// The clusters that get a value: members for which no later layer has the key.
    private func reach(
        _ place: ItemPlace,
        _ entry: SecretEntry?,
        _ side: Roster.Side
    ) -> ValueReach {
        let own = side.members(place.group)
        var kept = ClusterSet(of: roster.names.count)
        var isLater = false
        for (layer, source) in entry?.allLayers ?? [] {
            if isLater, layer.remove.contains(place.key) || layer.value(place.key) != nil {
                var covered = side.members(layer.group)
                if let part = source.part, let index = roster.index[part] {
                    covered = ClusterSet(of: roster.names.count)
                    covered.insert(index)
                }
                kept = kept.union(covered.intersection(own))
            }
            isLater = isLater || layer.group == place.group
        }
        return ValueReach(members: own.count, kept: roster.names(kept))
    }

    private static func items(_ entry: SecretEntry?) -> [(place: ItemPlace, item: Item)] {
        (entry?.allLayers ?? []).flatMap { layer, source in
            layer.values.map {
                (
                    ItemPlace(group: layer.group, key: $0.key),
                    Item(value: $0, source: source)
                )
            }
        }
    }
}
