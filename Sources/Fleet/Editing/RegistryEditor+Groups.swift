package import Documents
internal import Files
package import Sealing
internal import YAML

extension RegistryEditor {
    /// Makes a group of the clusters that it selects.
    ///
    /// Gives their names.
    package func addGroup(_ name: String, _ membership: GroupDocument.Membership) throws -> [String]
    {
        try requireFree(name, for: "group")
        let members = try registry.allClusters().filter { entry in
            guard !entry.isRemoved else { return false }
            return switch membership {
            case .all: true
            case .select(let selector): selector.matches(entry.cluster.document.labelTable)
            case .cluster: false
            }
        }
        let recipients = members.map { Recipient($0.cluster, trust: registry.trust) }
        let content = RegistryContent.group(
            name: name,
            membership: membership,
            key: newKey(for: name, recipients + operators(opening: name))
        )
        let path = Place.group(name).path()
        try signer.write(YAMLWriter.file([content]), to: path, in: tree)
        for entry in members {
            try writeGroups(Self.adding(name, to: entry.cluster.document), of: entry.cluster)
        }
        return members.map(\.cluster.name)
    }

    /// Takes a group out; a tombstone stays.
    ///
    /// Refused while a layer is for it.
    package func removeGroup(_ name: String) throws {
        let group = try registry.group(name)
        guard !group.document.isGroupOfOne else {
            throw FleetError(
                "remove group \(name): it is the group of one of a cluster",
                hint: "fleetseal cluster remove \(name)"
            )
        }
        let users = try SecretStore(tree).all().filter { entry in
            entry.allLayers.contains { $0.layer.group == name }
        }
        guard users.isEmpty else {
            throw FleetError(
                "remove group \(name): \(users.count == 1 ? "a layer of 1 secret is" : "layers of \(users.count) secrets are") for it, the first is \(users[0].title)",
                hint:
                    "take those layers out first: fleetseal unset \(users[0].title) KEY --for \(name)",
                path: users[0].document.path
            )
        }
        for entry in try registry.allClusters() where entry.cluster.groups.contains(name) {
            try writeGroups(entry.cluster.groups.filter { $0 != name }, of: entry.cluster)
        }
        let stone = RegistryContent.tombstone(
            .group,
            name: name,
            removed: today,
            epoch: group.epoch + 1
        )
        try signer.write(YAMLWriter.file([stone]), to: group.path, in: tree)
    }

    /// Gives a group a new key, sealed to today's members and operators; the old one only opens
    /// from now on.
    ///
    /// Needs a signature, opens nothing. Gives the id of the new key.
    package func rekey(_ name: String) throws -> (id: KeyID, members: Int) {
        let group = try registry.group(name)
        let members: [Recipient]
        if group.document.isGroupOfOne {
            members = [Recipient(try registry.cluster(name).cluster, trust: registry.trust)]
        } else {
            members = try registry.allClusters().filter { $0.cluster.groups.contains(name) }
                .map { Recipient($0.cluster, trust: registry.trust) }
        }
        let content = newKey(for: name, members + operators(opening: name))
        try signer.change(tree, group.path, .group) { edits, spec in
            guard let keys = spec["keys"] else { return }
            for item in keys.items {
                guard let state = item["state"], state.equals(KeyState.active.rawValue) else {
                    continue
                }
                edits.replace(state, with: .string(KeyState.retired.rawValue))
            }
            edits.insert(content, into: keys, at: 0)
        }
        guard case .mapping(let fields) = content, case .string(let text)? = fields.first?.1,
            let id = KeyID(text)
        else { preconditionFailure("a key item starts with its id") }
        return (id, members.count { !$0.keys.isEmpty })
    }

    /// Drops the retired keys of groups, and gives those of each group.
    ///
    /// Refused while a value in the work tree needs one.
    package func retire(_ names: [String]) throws -> [(group: String, keys: [KeyID])] {
        let groups = try names.map { try registry.group($0) }
        let retired = groups.map { group in
            (group: group.name, keys: group.keys.filter { $0.state == .retired }.map(\.id))
        }
        guard retired.contains(where: { !$0.keys.isEmpty }) else { return retired }
        let entries = try SecretStore(tree).all()
        for (group, (name, keys)) in zip(groups, retired) where !keys.isEmpty {
            try refuseNeeded(Set(keys), of: name, by: entries)
            try dropRetired(group)
        }
        return retired
    }

    private func dropRetired(_ group: Vouched<GroupDocument>) throws {
        try signer.change(tree, group.path, .group) { edits, spec in
            guard let keys = spec["keys"] else { return }
            for (index, item) in keys.items.enumerated() {
                guard item["state"]?.equals(KeyState.retired.rawValue) ?? false else { continue }
                edits.remove(at: index, from: keys)
            }
        }
    }

    private func refuseNeeded(
        _ keys: Set<KeyID>,
        of group: String,
        by entries: [SecretEntry]
    ) throws {
        var first: (path: String, value: LayerValue)?
        var paths: [String] = []
        for entry in entries {
            for (layer, source) in entry.allLayers where layer.group == group {
                guard let value = layer.values.first(where: { keys.contains($0.keyID) })
                else { continue }
                if first == nil { first = (source.path, value) } else { paths.append(source.path) }
            }
        }
        guard let (path, value) = first else { return }
        let others = paths.isEmpty ? "" : "; so do values in \(PathText.listed(paths))"
        throw DocumentError(
            path,
            value.node.position,
            "retire key \(value.keyID) of group \(group): the value of \(value.key) still needs it\(others)",
            hint: "seal such values to the new key first: fleetseal reseal"
        )
    }

    static func adding(_ group: String, to cluster: ClusterDocument) -> [String] {
        var names = cluster.groups
        guard !names.contains(group) else { return names }
        names.insert(group, at: names.firstIndex(of: cluster.name) ?? names.count)
        return names
    }
}
