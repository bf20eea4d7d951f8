internal import Documents
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing

/// The part of the registry that concerns one cluster, vouched for, and the keys that open it.
struct ClusterRegistry {
    let registry: Registry
    let keyring: Keyring
    let cluster: Vouched<ClusterDocument>
    /// Groups of the cluster that cannot be used, with the reason.
    private(set) var unknownGroups: [String: Problem] = [:]
    /// Tells one registry from another.
    let mark: Digest

    /// Reads and judges it.
    ///
    /// Fails where the fleet or the cluster itself is missing or not believed; a group that is not
    /// holds back only the documents with a layer for it.
    init(
        _ tree: WorkTree,
        cluster name: String,
        anchor: TrustAnchor,
        pin: Pin?,
        keys: ClusterKeys,
        saved: (_ fleet: String) -> [SavedGroupKey]
    ) throws(Problem) {
        do {
            var parts: [[UInt8]] = []
            let fleet = try Self.fleet(tree)
            parts.append(try tree.read(FleetDocument.path) ?? [])
            let trust = try Trust(fleet, anchor: Self.anchor(anchor, pin, fleet))
            let registry = Registry(tree, trust: trust)
            parts.append(try tree.read(Place.cluster(name).path()) ?? [])
            cluster = try Self.cluster(name, registry)
            for group in cluster.groups where group != name {
                parts.append(try tree.read(Place.group(group).path()) ?? [])
                do {
                    _ = try registry.group(group)
                } catch {
                    unknownGroups[group] = Problem(of: error, otherwise: .groupUnknown)
                }
            }
            self.registry = registry
            try Self.requireKey(keys, cluster.document)
            keyring = Keyring(
                keys.active,
                others: Array(keys.all.dropFirst()),
                saved: saved(registry.fleet.id),
                findsPlaces: false,
                trust: trust
            )
            parts.append(contentsOf: keys.all.map { $0.key.publicKey.bytes })
            mark = Hash.digest("fleetseal/agent/registry/v1", parts: parts)
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(of: error, otherwise: .clusterUnknown)
        }
    }

    /// A folder without a fleet may be one that is not mounted: nothing is known then.
    private static func fleet(_ tree: WorkTree) throws -> FleetDocument {
        do {
            return try Registry.unverifiedFleet(tree)
        } catch let error as FleetError {
            throw Problem(.sourceUnknown, error.description, hint: error.hint)
        }
    }

    private static func cluster(
        _ name: String,
        _ registry: Registry
    ) throws -> Vouched<ClusterDocument> {
        do {
            return try registry.cluster(name).cluster
        } catch let error as FleetError {
            throw Problem(.clusterUnknown, error.description, hint: error.hint)
        }
    }

    /// A key of another cluster may open some groups; what it opens is not what this one should get.
    private static func requireKey(
        _ keys: ClusterKeys,
        _ cluster: ClusterDocument
    ) throws(Problem) {
        let here = keys.all.map { $0.key.publicKey }
        guard !cluster.keys.contains(where: { here.contains($0.publicKey) }) else { return }
        let ids = here.map(\.id.text).joined(separator: ", ")
        throw Problem(
            .clusterUnknown,
            "\(cluster.path): find a key of \(cluster.name): it has \(cluster.keys.map(\.id.text).joined(separator: ", ")), here is \(ids)"
        )
    }

    /// What the configuration says, with what was seen since.
    ///
    /// Operators follow the fleet: a pin that came of the same anchor is newer than the anchor. Epochs
    /// count whatever the anchor is.
    private static func anchor(
        _ given: TrustAnchor,
        _ pin: Pin?,
        _ fleet: FleetDocument
    ) throws -> TrustAnchor {
        guard let pin else { return given }
        guard pin.fleet == fleet.id else {
            throw TrustError.otherFleet(pinned: pin.fleet, found: fleet.id)
        }
        var epochs = pin.epochs
        if case .pin(let own) = given { epochs.merge(own.epochs) { max($0, $1) } }
        return .pin(
            Pin(fleet: pin.fleet, name: pin.name, operators: pin.operators, epochs: epochs)
        )
    }

    /// The key of the cluster that something may be sealed to: one that operators vouch for.
    ///
    /// That a key lies among the agent's says only that somebody could write there.
    func sealingKey(_ keys: ClusterKeys) -> HeldKey? {
        let vouched = cluster.document.sealingKeys.map(\.publicKey)
        return keys.all.first { vouched.contains($0.key.publicKey) }
    }

    /// Whether one key opens all that was opened until now, and whatever else the cluster's groups have for
    /// it; the text of a `GroupKeyFile` is what is remembered.
    func isOpened(by key: HeldKey, remembered text: String) -> Bool {
        let remembered = GroupKeyFile.keys(in: text, [key], fleet: registry.fleet.id)
        guard
            GroupKeyFile.names(remembered).isSuperset(of: GroupKeyFile.names(keyring.all)),
            unknownGroups.isEmpty
        else { return false }
        return cluster.groups.allSatisfy { name in
            guard let group = try? registry.group(name) else { return false }
            return group.keys.allSatisfy { groupKey in
                groupKey.state == .revoked || registry.trust.isRevoked(groupKey.publicKey)
                    || registry.opens(groupKey, of: name, cluster.name, with: key)
            }
        }
    }

    /// What is known now: to be remembered.
    var pin: Pin {
        var epochs = registry.epochsSeen
        if case .pin(let before) = registry.trust.anchor {
            epochs.merge(before.epochs) { max($0, $1) }
        }
        return Pin(of: registry.fleet, epochs: epochs)
    }
}
