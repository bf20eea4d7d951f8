package import Documents
package import Sealing
internal import YAML

/// Somebody whom group keys are sealed to, with the keys to seal to.
package struct Recipient: Sendable {
    package let member: Member
    package let keys: [PublicKey]

    package init(_ member: Member, keys: [PublicKey]) {
        self.member = member
        self.keys = keys
    }

    package init(_ cluster: Vouched<ClusterDocument>, trust: Trust) {
        let keys = cluster.document.sealingKeys.map(\.publicKey).filter { !trust.isRevoked($0) }
        self.init(.cluster(cluster.name), keys: keys)
    }

    package init(_ one: Operator) {
        self.init(.operator(one.name), keys: [one.publicKey])
    }
}

/// What has to change in one group's lines so that exactly its members hold its keys.
package struct MemberLines: Sendable {
    package let group: Vouched<GroupDocument>
    /// Lines to write, for keys of the group that open and are not revoked.
    package private(set) var added: [(key: GroupKey, member: Member, recipient: PublicKey)] = []
    /// Lines to take away.
    package private(set) var removed: [(key: GroupKey, line: MemberLine)] = []
    /// Members that held the active key and leave: the group is due for a new key.
    package private(set) var due: Set<Member> = []

    package init(_ group: Vouched<GroupDocument>) {
        self.group = group
    }

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty && due.isEmpty }

    /// Compares the lines of one member with what they should be.
    ///
    /// Retired keys are sealed to newcomers too: values that wait for `reseal` are for them as well.
    /// `listed` says that signed documents had it as a member until now. Lines are not signed: who
    /// takes the own line out before leaving has kept the key, and the group is due all the same.
    package mutating func settle(_ recipient: Recipient, belongs: Bool, listed: Bool = false) {
        let wanted = belongs ? recipient.keys : []
        for key in group.keys where key.state != .revoked {
            let lines = key.sealedTo.filter { $0.member == recipient.member }
            for line in lines where !wanted.contains(where: { $0.id == line.key }) {
                removed.append((key, line))
            }
            for one in wanted where !lines.contains(where: { $0.key == one.id }) {
                added.append((key, recipient.member, one))
            }
            if !belongs, key.state == .active, listed || !lines.isEmpty,
                !key.rekeyDue.contains(recipient.member)
            {
                due.insert(recipient.member)
            }
        }
    }

    /// Takes note of members that signed documents list and that leave now.
    mutating func leave(_ members: [Member]) {
        guard let active = group.activeKey else { return }
        due.formUnion(members.filter { !active.rekeyDue.contains($0) })
    }

    /// Takes away the lines of members that are not among those given.
    package mutating func removeAllBut(_ members: Set<Member>) {
        for key in group.keys where key.state != .revoked {
            for line in key.sealedTo where !members.contains(line.member) {
                removed.append((key, line))
                if key.state == .active, !key.rekeyDue.contains(line.member) {
                    due.insert(line.member)
                }
            }
        }
    }

    /// Writes the changes: one line each; signed only where a member leaves.
    package func write(_ tree: WorkTree, keyring: Keyring?, signer: Signer?, fleet: String) throws {
        guard !isEmpty else { return }
        let sealed = try added.map { addition in
            guard let keyring else {
                throw FleetError(
                    "seal group \(group.name) to \(addition.member.text): an identity that opens it is needed"
                )
            }
            let opened = try keyring.key(addition.key.id, of: group)
            return SealedGroupKey.seal(
                opened.key,
                fleet: fleet,
                group: group.name,
                to: addition.recipient
            )
        }
        let change: (inout Edits, Node) throws -> Void = { edits, spec in
            try self.edit(&edits, spec, sealed)
        }
        if due.isEmpty {
            try tree.edit(group.path) { edits, file in
                guard let spec = Signer.spec(.group, in: file) else { return }
                try change(&edits, spec)
            }
        } else if let signer {
            try signer.change(tree, group.path, .group, change)
        } else {
            throw FleetError("take members out of \(group.name): an operator's signature is needed")
        }
    }

    private func edit(_ edits: inout Edits, _ spec: Node, _ sealed: [SealedGroupKey]) throws {
        for item in spec["keys"].map({ Array($0.items) }) ?? [] {
            guard let id = item["id"]?.text else { continue }
            let lines = zip(added, sealed).filter { $0.0.key.id.text == id }
                .map { (MemberLine.text($0.0.member, $0.0.recipient.id), $0.1) }
                .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
            insert(lines, into: item, &edits)
            if let table = item["sealedTo"] {
                for (key, line) in removed where key.id.text == id {
                    edits.remove(line.text, from: table)
                }
            }
            guard item["state"]?.equals(KeyState.active.rawValue) ?? false, !due.isEmpty else {
                continue
            }
            let names = due.map(\.text).sorted()
            if let list = item["rekeyDue"] {
                for name in names { edits.insert(.string(name), into: list, at: list.count) }
            } else {
                edits.insert(
                    "rekeyDue",
                    .flowSequence(names.map { .string($0) }),
                    into: item,
                    before: "sealedTo"
                )
            }
        }
    }

    /// Puts lines where they belong in the order of bytes.
    private func insert(_ lines: [(String, SealedGroupKey)], into item: Node, _ edits: inout Edits)
    {
        guard !lines.isEmpty else { return }
        guard let table = item["sealedTo"], table.kind == .mapping else {
            let content = Content.mapping(lines.map { ($0.0, .string($0.1.text)) })
            edits.insert("sealedTo", content, into: item)
            return
        }
        let present = table.entries.map(\.key.text)
        for (line, sealed) in lines {
            let next = present.first { line.utf8.lexicographicallyPrecedes($0.utf8) }
            edits.insert(line, .string(sealed.text), into: table, before: next)
        }
    }
}
