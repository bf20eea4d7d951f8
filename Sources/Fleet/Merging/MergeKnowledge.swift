internal import Documents
internal import Sealing

/// What a merge may know beside the three texts.
package struct MergeKnowledge {
    /// A value with all that it is bound to.
    struct PlacedValue {
        let sealed: SealedValue
        let group: String
        let key: String
        let place: SecretPlace
    }

    /// How the layers of two groups have to stand.
    enum Relation {
        /// They share no cluster.
        case free
        case before, after
        /// Neither is the broader one, or one of them is not known.
        case unknown
    }

    /// The key that values are sealed to now.
    let activeKey: (String) -> KeyID?
    /// How a layer for the first group stands to one for the second.
    let relation: (String, String) -> Relation
    /// Whether both hold the same, where that can be found out.
    let isSame: (PlacedValue, PlacedValue) -> Bool

    /// Without a registry that is vouched for.
    package static var none: MergeKnowledge {
        MergeKnowledge(
            activeKey: { _ in nil },
            relation: { _, _ in .unknown },
            isSame: { _, _ in false }
        )
    }
}

extension MergeKnowledge {
    /// What a registry says, which is vouched for; and with an identity, which values are the same.
    ///
    /// What cannot be read counts as not known: then the merge is a conflict.
    package init(_ registry: Registry, keyring: Keyring? = nil) {
        let group = { (name: String) -> GroupDocument? in
            guard let found = try? registry.groupIfAny(name), found.removed == nil else {
                return nil
            }
            return found.document
        }
        activeKey = { group($0)?.activeKey?.id }
        relation = { one, other in
            // A group without clusters may get any.
            guard let first = group(one), let second = group(other), !first.clusters.isEmpty,
                !second.clusters.isEmpty
            else { return .unknown }
            return Self.relation(first, second)
        }
        isSame = { one, other in
            guard let keyring else { return false }
            return Self.isSame(one, other, registry, keyring)
        }
    }

    private static func relation(_ one: GroupDocument, _ other: GroupDocument) -> Relation {
        let place = { (new: GroupDocument, old: GroupDocument) -> LayerOrder.Outcome in
            LayerOrder([old.name]) { name in
                name == old.name ? old.clusters : new.clusters
            } breadth: { name in
                LayerOrder.Breadth(name == old.name ? old.membership : new.membership)
            }.place(for: new.name)
        }
        // An order that nothing asks for puts the newcomer last, whichever that is.
        return switch (place(one, other), place(other, one)) {
        case (.index(1), .index(1)): .free
        case (.index(0), .index): .before
        case (.index(1), .index(0)): .after
        default: .unknown
        }
    }

    /// Opens both where they stand and compares in constant time; nothing else is learnt, and the
    /// memory is wiped.
    private static func isSame(
        _ one: PlacedValue,
        _ other: PlacedValue,
        _ registry: Registry,
        _ keyring: Keyring
    ) -> Bool {
        var arena = SecretArena()
        guard let first = open(one, registry, keyring, into: &arena),
            let second = open(other, registry, keyring, into: &arena)
        else { return false }
        return arena.holdsSame(first, second)
    }

    private static func open(
        _ value: PlacedValue,
        _ registry: Registry,
        _ keyring: Keyring,
        into arena: inout SecretArena
    ) -> Range<Int>? {
        let binding = Binding(
            fleet: registry.fleet.id,
            scope: value.place.scope,
            group: value.group,
            namespace: value.place.namespace,
            name: value.place.name,
            key: value.key,
            value: value.sealed.id
        )
        // Whatever the reason: what does not open is not known to be the same.
        guard let group = try? registry.groupIfAny(value.group),
            let key = try? keyring.key(value.sealed.key, of: group)
        else { return nil }
        return try? value.sealed.open(with: key.key, binding: binding.digest, into: &arena)
    }
}
