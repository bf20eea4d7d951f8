internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

extension KeyInventory {
    /// Gathers keys, then what is sealed to them.
    struct Collector {
        private let isRevoked: (PublicKey) -> Bool
        /// A key is known by its owner and its id, never by the id alone.
        private struct Name: Hashable {
            let owner: KeyOwner
            let id: KeyID
        }

        private var keys: [KeyUse] = []
        private var places: [Name: Int] = [:]

        init(isRevoked: @escaping (PublicKey) -> Bool) { self.isRevoked = isRevoked }

        mutating func add(_ group: GroupDocument) {
            for key in group.keys {
                add(
                    KeyUse(
                        owner: .group(group.name),
                        id: key.id,
                        state: state(key.item),
                        created: key.item.created,
                        publicKey: key.publicKey,
                        path: group.path,
                        position: key.item.node.position,
                        rekeyDue: key.rekeyDue,
                        recipients: key.sealedTo.count
                    )
                )
            }
        }

        mutating func add(_ cluster: ClusterDocument) {
            for key in cluster.keys {
                add(
                    KeyUse(
                        owner: .cluster(cluster.name),
                        id: key.id,
                        state: state(key.item),
                        created: key.item.created,
                        publicKey: key.publicKey,
                        path: cluster.path,
                        position: key.item.node.position,
                        rekeyDue: [],
                        recipients: 0
                    )
                )
            }
        }

        mutating func add(_ one: Operator, _ fleet: FleetDocument) {
            add(
                KeyUse(
                    owner: .operator(one.name),
                    id: one.publicKey.id,
                    state: .active,
                    created: nil,
                    publicKey: one.publicKey,
                    path: fleet.path,
                    position: fleet.spec["operators"]?.position,
                    rekeyDue: [],
                    recipients: 0
                )
            )
        }

        mutating func addLines(of group: GroupDocument) {
            for key in group.keys {
                for line in key.sealedTo {
                    let place = place(Self.owner(of: line.member), line.key)
                    keys[place].lines.append(
                        KeyUse.Line(
                            group: group.name,
                            groupKey: key.id,
                            path: group.path,
                            position: line.node.position
                        )
                    )
                }
            }
        }

        mutating func addValues(of entry: SecretEntry) {
            for (layer, source) in entry.allLayers {
                for value in layer.values {
                    let place = place(.group(layer.group), value.sealed.key)
                    keys[place].values.append(
                        KeyUse.Value(
                            title: entry.title,
                            path: source.path,
                            position: value.node.position,
                            key: value.key,
                            id: value.sealed.id
                        )
                    )
                }
            }
        }

        var sorted: [KeyUse] {
            let kinds = ["group", "cluster", "operator"]
            func rank(_ owner: KeyOwner) -> Int { kinds.firstIndex(of: owner.kind) ?? 0 }
            return keys.enumerated().sorted { left, right in
                let (one, other) = (left.element.owner, right.element.owner)
                if rank(one) != rank(other) { return rank(one) < rank(other) }
                if one.name != other.name {
                    return one.name.utf8.lexicographicallyPrecedes(other.name.utf8)
                }
                return left.offset < right.offset
            }.map(\.element)
        }

        private mutating func add(_ key: KeyUse) {
            places[Name(owner: key.owner, id: key.id)] = keys.count
            keys.append(key)
        }

        /// The key of this name, which is unknown if the registry does not have it.
        private mutating func place(_ owner: KeyOwner, _ id: KeyID) -> Int {
            if let place = places[Name(owner: owner, id: id)] { return place }
            add(
                KeyUse(
                    owner: owner,
                    id: id,
                    state: .unknown,
                    created: nil,
                    publicKey: nil,
                    path: nil,
                    position: nil,
                    rekeyDue: [],
                    recipients: 0
                )
            )
            return keys.count - 1
        }

        private func state(_ item: KeyItem) -> KeyUse.State {
            guard !isRevoked(item.publicKey) else { return .revoked }
            return switch item.state {
            case .next: .next
            case .active: .active
            case .retired: .retired
            case .revoked: .revoked
            }
        }

        private static func owner(of member: Member) -> KeyOwner {
            switch member {
            case .cluster(let name): .cluster(name)
            case .operator(let name): .operator(name)
            }
        }
    }
}
