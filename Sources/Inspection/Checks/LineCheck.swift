internal import Documents
internal import Files
internal import Fleet
internal import Sealing
internal import YAML

/// The lines of every group's keys against those who belong to it: one for each member's key, and
/// none for anybody else.
struct LineCheck: Sendable {
    /// Somebody a group's keys are sealed to, with the keys to seal to.
    private struct Holder: Sendable {
        let member: Member
        let keys: [KeyID]
    }

    private let groups: [GroupDocument]
    /// By group.
    private let holders: [String: [Holder]]
    /// Members about whom nothing is known, by their texts.
    private let unknown: Set<String>
    private let removed: [String: String]
    private let isFleetKnown: Bool
    /// What an earlier state has, if there is one to compare with.
    private let before: BaseLines?

    init(_ survey: Survey, _ membership: Membership, before: BaseLines?) {
        self.before = before
        groups = survey.groups.filter { $0.removed == nil } + membership.clusters.map(\.own)
        removed = membership.removed
        unknown = Set(membership.unreadable.map { Member.cluster($0).text })
        var holders: [String: [Holder]] = [:]
        // By the signed lists, not the selectors: they decide who holds what.
        for entry in membership.clusters {
            let keys = entry.cluster.sealingKeys.map(\.publicKey)
                .filter { !(survey.review?.isRevoked($0) ?? false) }.map(\.id)
            let holder = Holder(member: .cluster(entry.name), keys: keys)
            for group in entry.cluster.groups { holders[group, default: []].append(holder) }
        }
        let operators = survey.fleet?.operators ?? []
        for group in groups {
            for one in operators where one.opens.includes(group.name) {
                holders[group.name, default: []].append(
                    Holder(member: .operator(one.name), keys: [one.publicKey.id])
                )
            }
        }
        self.holders = holders
        isFleetKnown = survey.fleet != nil
    }

    func findings() -> [Finding] {
        Workers.map(groups) { group in
            group.keys.filter { $0.state != .revoked }.flatMap { self.findings($0, group) }
        }.flatMap { $0 }
    }

    private func findings(_ key: GroupKey, _ group: GroupDocument) -> [Finding] {
        var wanted: Set<String> = []
        var missing: [Finding] = []
        let present = Set(key.sealedTo.map(\.text))
        for holder in holders[group.name] ?? [] {
            for id in holder.keys {
                let text = MemberLine.text(holder.member, id)
                wanted.insert(text)
                if !present.contains(text) { missing.append(self.missing(text, key, group)) }
            }
        }
        let leftOver = key.sealedTo.filter { !wanted.contains($0.text) && isJudged($0.member) }
        return missing + leftOver.map { self.leftOver($0, key, group) }
    }

    private func isJudged(_ member: Member) -> Bool {
        if case .operator = member { return isFleetKnown }
        return !unknown.contains(member.text)
    }

    private func missing(_ text: String, _ key: GroupKey, _ group: GroupDocument) -> Finding {
        let position = (key.item.node["sealedTo"] ?? key.item.node).position
        let what = "the key \(key.id) of group \(group.name)"
        if let before, before.contains(BaseLines.Line(group: group.name, key: key.id, text: text)) {
            return Finding(
                .baseLineLost,
                group.path,
                position,
                "\(what) is no longer sealed to \(text), as it is at \(before.name)",
                hint: "put the line back from there: git checkout \(before.name) -- \(group.path)"
            )
        }
        return Finding(
            .lineMissing,
            group.path,
            position,
            "\(what) is not sealed to \(text)",
            hint: "somebody who opens \(group.name) runs: fleetseal group sync"
        )
    }

    private func leftOver(_ line: MemberLine, _ key: GroupKey, _ group: GroupDocument) -> Finding {
        Finding(
            .lineLeftOver,
            group.path,
            line.node.position,
            "the key \(key.id) of group \(group.name) is sealed to \(line.text), \(reason(line, group))",
            hint:
                "take it out: fleetseal group sync; whoever held it may have read everything that is sealed to \(group.name)"
        )
    }

    private func reason(_ line: MemberLine, _ group: GroupDocument) -> String {
        let own = holders[group.name]?.first { $0.member == line.member }
        switch line.member {
        case .cluster(let name):
            if let day = removed[name] { return "a cluster that was taken out on \(day)" }
            if own != nil { return "which is not a key that the cluster has in use" }
            return "which is not in it"
        case .operator:
            return own != nil ? "which is not the operator's key" : "who does not open it"
        }
    }
}
