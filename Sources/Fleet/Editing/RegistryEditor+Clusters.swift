internal import Documents
package import Sealing
internal import YAML

extension RegistryEditor {
    /// Puts a cluster into the fleet: its signed document, its group of one and its line in every
    /// group whose selector it matches.
    ///
    /// Gives the names of those groups.
    package func addCluster(
        _ name: String,
        labels: [(String, String)],
        key: PublicKey,
        kubeSystem: String? = nil
    ) throws -> [String] {
        try requireFree(name, for: "cluster")
        try requireFresh(key)
        let table = Dictionary(labels, uniquingKeysWith: { first, _ in first })
        let matching = try groups(selecting: name, labels: table)
        let recipient = Recipient(.cluster(name), keys: [key])
        try settle(recipient, in: matching) { _ in true }
        let names = matching.map(\.name) + [name]
        let cluster = RegistryContent.cluster(
            name: name,
            labels: labels,
            groups: names,
            kubeSystem: kubeSystem,
            key: key,
            created: today
        )
        let own = RegistryContent.group(
            name: name,
            membership: .cluster(name),
            key: newKey(for: name, [recipient] + operators(opening: name))
        )
        let path = Place.cluster(name).path()
        try signer.write(YAMLWriter.file([cluster, own]), to: path, in: tree)
        return names
    }

    /// Changes labels and with them the groups that the cluster is in.
    ///
    /// Gives the groups it joined and left.
    package func label(
        _ name: String,
        set: [(String, String)],
        remove: [String]
    ) throws -> (joined: [String], left: [String]) {
        let entry = try registry.cluster(name)
        var table = entry.cluster.document.labelTable
        for key in remove { table[key] = nil }
        for (key, value) in set { table[key] = value }
        guard table != entry.cluster.document.labelTable else { return ([], []) }
        let all = try registry.allGroups()
        let now = Set(try groups(selecting: name, labels: table).map(\.name))
        let before = Set(entry.cluster.groups).subtracting([name])
        let recipient = Recipient(entry.cluster, trust: registry.trust)
        let listed = recipient.keys.isEmpty ? [] : before
        try settle(recipient, in: all, listed: { listed.contains($0.name) }) {
            now.contains($0.name)
        }
        try signer.change(tree, entry.cluster.path, .cluster) { edits, spec in
            Self.edit(labels: spec, &edits, set: set, remove: remove)
            if let list = spec["groups"], now != before {
                edits.replace(
                    list,
                    with: .flowSequence((now.sorted() + [name]).map { .string($0) })
                )
            }
        }
        return (now.subtracting(before).sorted(), before.subtracting(now).sorted())
    }

    /// Takes a cluster out: a tombstone stays, its lines and its own layers go, the groups that it
    /// could open are due for a new key.
    ///
    /// Of a cluster that is out already it takes what is left. Gives the groups that it held, and the
    /// files that had a layer for it.
    package func removeCluster(_ name: String) throws -> (due: [String], secrets: [String]) {
        let known = try registry.clusterIfAny(name)
        let entry = try known ?? registry.cluster(name)
        let held = try leave(entry.cluster)
        let changed = try SecretEditor(registry).removeLayers(for: name)
        guard entry.cluster.removed == nil || entry.own.removed == nil else {
            return (held, changed)
        }
        let stones = [(Kind.cluster, entry.cluster.epoch), (.group, entry.own.epoch)].map {
            RegistryContent.tombstone($0, name: name, removed: today, epoch: $1 + 1)
        }
        try signer.write(YAMLWriter.file(stones), to: entry.cluster.path, in: tree)
        return (held, changed)
    }

    /// Revokes all keys of a cluster, for the night of a theft.
    ///
    /// Opens nothing. Where it was begun before it does the rest. Gives the groups that it held.
    package func revokeCluster(_ name: String) throws -> [String] {
        let entry = try registry.cluster(name)
        let keys = entry.cluster.keys.map(\.publicKey)
        let isHolder = !Recipient(entry.cluster, trust: registry.trust).keys.isEmpty
        try revoke(keys)
        if entry.cluster.keys.contains(where: { $0.state != .revoked }) {
            try signer.change(tree, entry.cluster.path, .cluster) { edits, spec in
                for item in spec["keys"].map({ Array($0.items) }) ?? [] {
                    guard let state = item["state"] else { continue }
                    edits.replace(state, with: .string(KeyState.revoked.rawValue))
                }
            }
        }
        let held = try leave(entry.cluster)
        var own = MemberLines(entry.own)
        own.settle(Recipient(.cluster(name), keys: []), belongs: false, listed: isHolder)
        let isOwn = !own.isEmpty
        try own.write(tree, keyring: keyring, signer: signer, fleet: fleet.id)
        return held + (isOwn ? [name] : [])
    }

    /// Gives a cluster a new first key, when the old one is lost: the old keys' lines go.
    package func replaceKey(
        of name: String,
        with key: PublicKey,
        kubeSystem: String? = nil
    ) throws -> [String] {
        let entry = try registry.cluster(name)
        try requireFresh(key)
        let groups = try registry.allGroups().filter { entry.cluster.groups.contains($0.name) }
        try settle(Recipient(.cluster(name), keys: [key]), in: groups + [entry.own]) { _ in true }
        try signer.change(tree, entry.cluster.path, .cluster) { edits, spec in
            guard let keys = spec["keys"] else { return }
            edits.replace(keys, with: .sequence([RegistryContent.keyItem(key, created: today)]))
            if spec["publication"] != nil { edits.remove("publication", from: spec) }
            guard let kubeSystem else { return }
            if let known = spec["kubeSystemUID"] {
                edits.replace(known, with: .string(kubeSystem))
            } else {
                edits.insert("kubeSystemUID", .string(kubeSystem), into: spec, before: "epoch")
            }
        }
        return groups.map(\.name) + [name]
    }

    /// Adds keys to the fleet's list of those that are never used again.
    func revoke(_ keys: [PublicKey]) throws {
        let fingerprints = keys.map(\.fingerprint).filter { !fleet.revoked.contains($0) }
        guard !fingerprints.isEmpty else { return }
        try signer.change(tree, FleetDocument.path, .fleet) { edits, spec in
            let items = fingerprints.map { Content.string($0.description) }
            guard let list = spec["revoked"] else {
                edits.insert("revoked", .sequence(items), into: spec, before: "signature")
                return
            }
            for item in items { edits.insert(item, into: list, at: list.count) }
        }
    }

    /// Takes a cluster's lines out of all groups but its own.
    ///
    /// Gives the groups that it held.
    private func leave(_ cluster: Vouched<ClusterDocument>) throws -> [String] {
        let member = Member.cluster(cluster.name)
        // One whose keys are all revoked had to leave before, and has no newer keys of groups.
        let isHolder = !Recipient(cluster, trust: registry.trust).keys.isEmpty
        let listed = isHolder ? cluster.groups : []
        let groups = try registry.allGroups().filter { group in
            listed.contains(group.name)
                || group.keys.contains { $0.sealedTo.contains { $0.member == member } }
        }
        try settle(
            Recipient(member, keys: []),
            in: groups,
            listed: { listed.contains($0.name) }
        ) { _ in false }
        return groups.map(\.name)
    }

    private static func edit(
        labels spec: Node,
        _ edits: inout Edits,
        set: [(String, String)],
        remove: [String]
    ) {
        guard let labels = spec["labels"] else {
            let content = Content.mapping(set.map { ($0.0, .string($0.1)) })
            edits.insert("labels", content, into: spec, before: "groups")
            return
        }
        for key in remove where labels[key] != nil { edits.remove(key, from: labels) }
        for (key, value) in set {
            if let old = labels[key] {
                edits.replace(old, with: .string(value))
            } else {
                edits.insert(key, .string(value), into: labels)
            }
        }
    }
}
