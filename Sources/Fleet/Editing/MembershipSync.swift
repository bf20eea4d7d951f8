package import Documents
package import Sealing

/// What `group sync` would change: clusters whose labels put them into other groups than they list,
/// and lines that are missing or left over.
package struct MembershipSync {
    /// A cluster whose list of groups is not what the selectors say.
    package struct Move: Sendable {
        package let cluster: Vouched<ClusterDocument>
        package let joins: [String]
        package let leaves: [String]
    }

    package let moves: [Move]
    package let lines: [MemberLines]
    private let expected: [String: [String]]

    package init(_ registry: Registry) throws {
        let clusters = try registry.allClusters().filter { !$0.isRemoved }
        let groups = try registry.allGroups().filter { $0.removed == nil }
        var moves: [Move] = []
        var expected: [String: [String]] = [:]
        for entry in clusters {
            let name = entry.cluster.name
            let labels = entry.cluster.document.labelTable
            let wanted = groups.filter { $0.document.selects(cluster: name, labels: labels) }.map(
                \.name
            )
            let listed = entry.cluster.groups.filter { $0 != name }
            if let missing = try listed.first(where: { try registry.groupIfAny($0) == nil }) {
                throw FleetError(
                    "sync: cluster \(name) is in group \(missing), whose file is gone",
                    hint:
                        "a group that is taken out leaves a tombstone: restore \(Documents.Place.group(missing).path()) from Git",
                    path: entry.cluster.path
                )
            }
            let joins = wanted.filter { !listed.contains($0) }
            let leaves = listed.filter { !wanted.contains($0) }
            expected[name] = listed.filter { !leaves.contains($0) } + joins + [name]
            if !joins.isEmpty || !leaves.isEmpty {
                moves.append(Move(cluster: entry.cluster, joins: joins, leaves: leaves))
            }
        }
        self.moves = moves
        self.expected = expected
        lines = Self.lines(registry, clusters, groups, expected, moves)
    }

    package var isEmpty: Bool { moves.isEmpty && lines.isEmpty }

    /// Everybody who would get a key that they do not have, once each.
    package var newRecipients: [(member: Member, key: PublicKey, groups: [String])] {
        var found: [(member: Member, key: PublicKey, groups: [String])] = []
        for change in lines {
            for addition in change.added {
                if let index = found.firstIndex(where: {
                    $0.member == addition.member && $0.key == addition.recipient
                }) {
                    if found[index].groups.last != change.group.name {
                        found[index].groups.append(change.group.name)
                    }
                } else {
                    found.append((addition.member, addition.recipient, [change.group.name]))
                }
            }
        }
        return found.sorted { $0.member.text < $1.member.text }
    }

    package func write(_ editor: RegistryEditor) throws {
        for move in moves {
            try editor.writeGroups(expected[move.cluster.name] ?? [], of: move.cluster)
        }
        for change in lines {
            try change.write(
                editor.tree,
                keyring: editor.keyring,
                signer: editor.signer,
                fleet: editor.fleet.id
            )
        }
    }

    private static func lines(
        _ registry: Registry,
        _ clusters: [ClusterEntry],
        _ groups: [Vouched<GroupDocument>],
        _ expected: [String: [String]],
        _ moves: [Move]
    ) -> [MemberLines] {
        var members: [String: [Recipient]] = [:]
        for entry in clusters {
            let recipient = Recipient(entry.cluster, trust: registry.trust)
            for group in expected[entry.cluster.name] ?? [] {
                members[group, default: []].append(recipient)
            }
        }
        var leaving: [String: [Member]] = [:]
        for move in moves where !Recipient(move.cluster, trust: registry.trust).keys.isEmpty {
            for group in move.leaves {
                leaving[group, default: []].append(.cluster(move.cluster.name))
            }
        }
        let operators = registry.fleet.operators
        return (groups + clusters.map(\.own)).compactMap { group in
            let recipients =
                (members[group.name] ?? [])
                + operators.filter { $0.opens.includes(group.name) }.map { Recipient($0) }
            var change = MemberLines(group)
            for recipient in recipients { change.settle(recipient, belongs: true) }
            change.removeAllBut(Set(recipients.map(\.member)))
            change.leave(leaving[group.name] ?? [])
            return change.isEmpty ? nil : change
        }
    }
}
