internal import Documents
internal import Fleet
internal import YAML

/// Clusters, groups and operators against each other: who is in which group, and who can be sealed to.
struct RegistryCheck {
    let survey: Survey
    let membership: Membership

    func findings() -> [Finding] {
        var findings = movedGroups()
        for entry in membership.clusters {
            findings += unknownGroups(of: entry.cluster)
            findings += missingKey(of: entry.cluster)
            findings += keyFindings(of: entry.own)
        }
        for group in survey.groups where group.removed == nil {
            findings += emptySelector(of: group)
            findings += keyFindings(of: group)
        }
        return findings + operatorFindings()
    }

    // MARK: Clusters

    private func unknownGroups(of cluster: ClusterDocument) -> [Finding] {
        guard let list = cluster.spec["groups"] else { return [] }
        var findings: [Finding] = []
        for item in list.items {
            let name = item.text
            guard let why = absence(of: name) else { continue }
            findings.append(
                Finding(
                    .groupUnknown,
                    cluster.path,
                    item.position,
                    "cluster \(cluster.name) is in group \(name), \(why)",
                    hint:
                        "restore \(Place.group(name).path()) from Git, or take the cluster out of it: fleetseal group sync"
                )
            )
        }
        return findings
    }

    /// Why a group is none, if that is certain.
    private func absence(of group: String) -> String? {
        if let day = membership.removed[group] { return "which was taken out on \(day)" }
        guard membership.members(of: group) == nil, !membership.unreadable.contains(group) else {
            return nil
        }
        return "which the fleet does not have"
    }

    private func movedGroups() -> [Finding] {
        var joins: [Int: [String]] = [:]
        var leaves: [Int: [String]] = [:]
        for group in survey.groups where group.removed == nil {
            guard let wanted = membership.members(of: group.name) else { continue }
            let listed = membership.listed(in: group.name)
            guard wanted != listed else { continue }
            for index in wanted.subtracting(listed).indices {
                joins[index, default: []].append(group.name)
            }
            for index in listed.subtracting(wanted).indices {
                leaves[index, default: []].append(group.name)
            }
        }
        return Set(joins.keys).union(leaves.keys).sorted().map { index in
            moved(
                membership.clusters[index].cluster,
                joins: joins[index] ?? [],
                leaves: leaves[index] ?? []
            )
        }
    }

    private func moved(
        _ cluster: ClusterDocument,
        joins: [String],
        leaves: [String]
    ) -> Finding {
        var changes: [String] = []
        if !joins.isEmpty { changes.append("belongs in \(joins.joined(separator: ", "))") }
        if !leaves.isEmpty {
            changes.append("does not belong in \(leaves.joined(separator: ", "))")
        }
        return Finding(
            .groupsDiffer,
            cluster.path,
            (cluster.spec["groups"] ?? cluster.spec).position,
            "by its labels, cluster \(cluster.name) \(changes.joined(separator: " and "))",
            hint: "see what would change and who would read what: fleetseal group sync --dry-run"
        )
    }

    private func missingKey(of cluster: ClusterDocument) -> [Finding] {
        let usable = cluster.sealingKeys.contains {
            !(survey.review?.isRevoked($0.publicKey) ?? false)
        }
        guard !usable else { return [] }
        return [
            Finding(
                .clusterWithoutKey,
                cluster.path,
                (cluster.spec["keys"] ?? cluster.spec).position,
                "cluster \(cluster.name) has no key that is neither retired nor revoked",
                hint:
                    "give it one (fleetseal cluster replace-key \(cluster.name)) or take it out (fleetseal cluster remove \(cluster.name))"
            )
        ]
    }

    // MARK: Groups

    private func emptySelector(of group: GroupDocument) -> [Finding] {
        // In a fleet without clusters, or whose clusters are not all known, it says nothing.
        guard membership.empty.contains(group.name), !membership.clusters.isEmpty,
            membership.unreadable.isEmpty
        else { return [] }
        return [
            Finding(
                .selectorMatchesNothing,
                group.path,
                (group.spec["select"] ?? group.spec).position,
                "no cluster has the labels that group \(group.name) selects",
                hint:
                    "compare them with fleetseal cluster list; a group that is not needed goes with fleetseal group remove \(group.name)"
            )
        ]
    }

    private func keyFindings(of group: GroupDocument) -> [Finding] {
        guard let key = group.activeKey else {
            return [
                Finding(
                    .groupWithoutKey,
                    group.path,
                    (group.spec["keys"] ?? group.spec).position,
                    "group \(group.name) has no active key, so nothing can be sealed to it",
                    hint: "make one: fleetseal group rekey \(group.name)"
                )
            ]
        }
        guard !key.rekeyDue.isEmpty else { return [] }
        let members = key.rekeyDue.prefix(3).map(\.text).joined(separator: ", ")
        let more = key.rekeyDue.count > 3 ? " and \(key.rekeyDue.count - 3) more" : ""
        return [
            Finding(
                .rekeyDue,
                group.path,
                (key.item.node["rekeyDue"] ?? key.item.node).position,
                "group \(group.name) has the key \(key.id), which \(members)\(more) held and left with",
                hint: "fleetseal group rekey \(group.name), then fleetseal reseal"
            )
        ]
    }

    // MARK: Operators

    private func operatorFindings() -> [Finding] {
        guard let fleet = survey.fleet, let items = fleet.spec["operators"]?.items else {
            return []
        }
        var findings: [Finding] = []
        for (one, item) in zip(fleet.operators, items) {
            guard case .groups(let names) = one.opens, let list = item["opens"] else { continue }
            for (name, node) in zip(names, list.items) {
                guard let why = absence(of: name) else { continue }
                findings.append(
                    Finding(
                        .operatorOpensUnknownGroup,
                        fleet.path,
                        node.position,
                        "operator \(one.name) opens group \(name), \(why)",
                        hint: "take it out of opens and sign again: fleetseal sign fleetseal.yaml"
                    )
                )
            }
        }
        return findings
    }
}
