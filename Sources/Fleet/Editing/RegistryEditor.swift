package import Documents
internal import Sealing
internal import YAML

/// Changes to the registry, by an operator who signs them.
package struct RegistryEditor {
    package let tree: WorkTree
    package let registry: Registry
    package let keyring: Keyring
    package let signer: Signer
    /// The date that new keys and tombstones carry.
    package let today: String

    package init(_ registry: Registry, keyring: Keyring, today: String) throws {
        tree = registry.tree
        self.registry = registry
        self.keyring = keyring
        self.today = today
        signer = try Signer(keyring, registry: registry)
    }

    package var fleet: FleetDocument { registry.fleet }

    /// Refuses a name that is or was in use; clusters and groups share one name space.
    func requireFree(_ name: String, for what: String) throws {
        guard Names.isLabel(name) else {
            throw FleetError(
                "add \(what) \(name.escapedForMessage): not a name",
                hint: "names have 1 to 63 of a-z 0-9 - and do not start or end with -"
            )
        }
        for place in [Place.cluster(name), .group(name)] where try tree.exists(place.path()) {
            let wasRemoved = try registry.groupIfAny(name)?.removed != nil
            throw FleetError(
                "add \(what) \(name): the name is \(wasRemoved ? "the one of something removed" : "in use")",
                hint: "clusters and groups share one name space, and names are not reused",
                path: place.path()
            )
        }
        // A tombstone that was deleted, or a branch without it: the name is taken all the same.
        guard registry.trust.epochs["group/\(name)"] == nil else {
            throw FleetError(
                "add \(what) \(name): this computer has seen the name in use, but its file is gone",
                hint:
                    "restore it from Git (git log -- keys), names are not reused; if you threw it away before anybody had it: fleetseal trust add --rewind"
            )
        }
    }

    /// Refuses a key that is revoked or that somebody in the fleet has already.
    func requireFresh(_ key: PublicKey) throws {
        if registry.trust.isRevoked(key) {
            throw FleetError(
                "add key \(key.id): the fleet lists it as revoked",
                hint: "make a new key"
            )
        }
        if let owner = fleet.operators.first(where: { $0.publicKey == key }) {
            throw FleetError(
                "add key \(key.id): it is the key of operator \(owner.name)",
                hint: "make a new key"
            )
        }
        for group in try registry.allGroups() {
            for line in group.keys.flatMap(\.sealedTo) where line.key == key.id {
                throw FleetError(
                    "add key \(key.id): \(line.member.text) has it already",
                    hint: "every cluster has a key of its own",
                    path: group.path
                )
            }
        }
    }

    /// The operators who open a group.
    func operators(opening group: String) -> [Recipient] {
        fleet.operators.filter { $0.opens.includes(group) }.map { Recipient($0) }
    }

    /// A new key for a group, sealed to all who are to hold it.
    func newKey(for group: String, _ recipients: [Recipient]) -> Content {
        let key = PrivateKey.random()
        var lines: [(line: String, sealed: SealedGroupKey)] = []
        for recipient in recipients {
            for member in recipient.keys {
                let sealed = SealedGroupKey.seal(key, fleet: fleet.id, group: group, to: member)
                lines.append((MemberLine.text(recipient.member, member.id), sealed))
            }
        }
        return RegistryContent.groupKey(key.publicKey, created: today, lines: lines)
    }

    /// The groups that a cluster with these labels is in, its own last.
    func groups(selecting name: String, labels: [String: String]) throws -> [Vouched<GroupDocument>]
    {
        try registry.allGroups().filter {
            $0.removed == nil && $0.document.selects(cluster: name, labels: labels)
        }
    }

    /// Brings the lines of one recipient up to date in many groups.
    func settle(
        _ recipient: Recipient,
        in groups: [Vouched<GroupDocument>],
        listed: (Vouched<GroupDocument>) -> Bool = { _ in false },
        belongs: (Vouched<GroupDocument>) -> Bool
    ) throws {
        for group in groups where group.removed == nil {
            var lines = MemberLines(group)
            lines.settle(recipient, belongs: belongs(group), listed: listed(group))
            try lines.write(tree, keyring: keyring, signer: signer, fleet: fleet.id)
        }
    }

    /// Writes which groups a cluster is in.
    func writeGroups(_ names: [String], of cluster: Vouched<ClusterDocument>) throws {
        try signer.change(tree, cluster.path, .cluster) { edits, spec in
            guard let list = spec["groups"] else { return }
            edits.replace(list, with: .flowSequence(names.map { .string($0) }))
        }
    }
}
