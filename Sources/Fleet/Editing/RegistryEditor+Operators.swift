package import Documents
internal import Sealing
internal import YAML

extension RegistryEditor {
    /// Lets another key vouch for the registry, and open the groups that it is to open.
    package func addOperator(_ one: Operator) throws {
        guard Names.isLabel(one.name) else {
            throw FleetError("add operator \(one.name.escapedForMessage): not a name")
        }
        guard !fleet.operators.contains(where: { $0.name == one.name }) else {
            throw FleetError(
                "add operator \(one.name): there is one of this name",
                hint: "fleetseal operator list"
            )
        }
        try requireFresh(one.publicKey)
        if case .groups(let names) = one.opens {
            for name in names { _ = try registry.group(name) }
        }
        try settle(Recipient(one), in: everyGroup()) { one.opens.includes($0.name) }
        try signer.change(tree, FleetDocument.path, .fleet) { edits, spec in
            guard let list = spec["operators"] else { return }
            edits.insert(RegistryContent.content(one), into: list, at: list.count)
        }
    }

    /// Takes an operator out: revokes the key, takes its lines, and signs anew what it had signed.
    ///
    /// Of an operator who is out already it takes the lines that are left. Gives the groups that were
    /// held, and the files that were signed anew: somebody with a stolen key may have signed some of
    /// them.
    package func removeOperator(_ name: String) throws -> (due: [String], signed: [String]) {
        guard Names.isLabel(name) else { throw Self.noOperator(name) }
        guard let index = fleet.operators.firstIndex(where: { $0.name == name }) else {
            return (try leave(name, listed: { _ in false }), [])
        }
        guard signer.name != name else {
            throw FleetError(
                "remove operator \(name): nobody can take themselves out",
                hint: "another operator runs it: somebody must be left to sign"
            )
        }
        let key = fleet.operators[index].publicKey
        let opens = fleet.operators[index].opens
        let held = try leave(name, listed: { opens.includes($0.name) })
        let signed = try resignAll(by: name)
        try signer.change(tree, FleetDocument.path, .fleet) { edits, spec in
            guard let list = spec["operators"] else { return }
            edits.remove(at: index, from: list)
            let item = Content.string(key.fingerprint.description)
            if let revoked = spec["revoked"] {
                edits.insert(item, into: revoked, at: revoked.count)
            } else {
                edits.insert("revoked", .sequence([item]), into: spec, before: "signature")
            }
        }
        return (held, signed)
    }

    /// Takes an operator's lines out of all groups.
    ///
    /// Gives the groups that were held.
    private func leave(
        _ name: String,
        listed: (Vouched<GroupDocument>) -> Bool
    ) throws -> [String] {
        let member = Member.operator(name)
        let held = try everyGroup().filter { group -> Bool in
            group.removed == nil
                && (listed(group)
                    || group.keys.contains { $0.sealedTo.contains { $0.member == member } })
        }
        try settle(Recipient(member, keys: []), in: held, listed: listed) { _ in false }
        return held.map(\.name)
    }

    /// What is said of an operator whom nobody knows.
    package static func noOperator(_ name: String) -> FleetError {
        FleetError(
            "remove operator \(name.escapedForMessage): there is none of this name",
            hint: "fleetseal operator list"
        )
    }

    /// Every group that is left, groups of one included.
    func everyGroup() throws -> [Vouched<GroupDocument>] {
        try registry.allGroups() + registry.allClusters().map(\.own)
    }

    /// Signs anew all that another operator had signed.
    ///
    /// It was vouched for when it was read.
    private func resignAll(by name: String) throws -> [String] {
        var signed: [String] = []
        for entry in try registry.allClusters() {
            var kinds: Set<Kind> = []
            if entry.cluster.signature.operatorName == name { kinds.insert(.cluster) }
            if entry.own.signature.operatorName == name { kinds.insert(.group) }
            try resign(entry.cluster.path, kinds)
            if !kinds.isEmpty { signed.append(entry.cluster.path) }
        }
        for group in try registry.allGroups() where group.signature.operatorName == name {
            try resign(group.path, [.group])
            signed.append(group.path)
        }
        return signed
    }

    private func resign(_ path: String, _ kinds: Set<Kind>) throws {
        guard !kinds.isEmpty, let bytes = try tree.read(path) else { return }
        try signer.write(bytes, to: path, in: tree, only: kinds)
    }
}
