internal import Documents
internal import Sealing
internal import YAML

/// What changes in a group but the lines of its members: whom it selects, and its keys.
struct GroupChanges {
    let old: GroupDocument?
    let new: GroupDocument?
    let path: String
    /// Clusters that still list the group.
    let listed: [String]

    private static let known: Set<String> = [
        "select", "all", "cluster", "epoch", "keys", "removed", "signature",
    ]

    private var name: String { (new ?? old)?.name ?? "" }
    private var subject: RegistrySubject { RegistrySubject(kind: "group", name: name, path: path) }

    var statements: [PlanStatement] {
        guard let new else { return [gone("its file is taken away", tombstone: false)] }
        guard let old else { return [added(new)] }
        if let day = new.removed, old.removed == nil {
            return [gone("it is taken out of the fleet (\(day))", tombstone: true)]
        }
        if new.removed == nil, old.removed != nil {
            return [
                subject.say("group-back", "group \(name) comes back from its tombstone"),
                added(new),
            ]
        }
        return selection(old, new) + keys(old, new)
            + subject.fields(old.spec, new.spec, except: Self.known)
    }

    private func added(_ new: GroupDocument) -> PlanStatement {
        if new.removed != nil {
            return subject.say("group-tombstone", "group \(name): a tombstone is added")
        }
        let details = new.keys.map { key -> Phrase in
            "key \(key.id), \(key.state.rawValue): fingerprint \(key.publicKey.fingerprint)"
        }
        return subject.say(
            "group-added",
            "group \(name) is new; it selects \(Self.text(new.membership))",
            details: details
        )
    }

    private func gone(_ why: Phrase, tombstone: Bool) -> PlanStatement {
        let holding: Phrase =
            listed.isEmpty
            ? "no cluster lists it"
            : "\(listed.count, "cluster") still list it, whose agents then hold every Secret with a layer for it: \(names: listed, limit: 5)"
        var details = [holding]
        if !tombstone {
            details.append("without a tombstone its name could be used again")
        }
        return subject.say("group-removed", "group \(name) goes: \(why)", details: details)
    }

    private func selection(_ old: GroupDocument, _ new: GroupDocument) -> [PlanStatement] {
        guard old.membership != new.membership else { return [] }
        return [
            subject.say(
                "group-selects",
                "group \(name) selects \(Self.text(new.membership)) instead of \(Self.text(old.membership))",
                line: new.spec.position.line
            )
        ]
    }

    private func keys(_ old: GroupDocument, _ new: GroupDocument) -> [PlanStatement] {
        subject.keys(old.keys, new.keys) { key, line in
            [
                subject.say(
                    "group-key-added",
                    "group \(name) gets the key \(key.id), \(key.state.rawValue)",
                    details: ["fingerprint \(key.publicKey.fingerprint)"] + missing(key, old),
                    line: line
                )
            ]
        } kept: { was, key, line in
            var found = due(was, key)
            if was.item.created != key.item.created {
                found.insert(
                    subject.say(
                        "group-key-created",
                        "key \(key.id) of group \(name) has another date",
                        line: line
                    ),
                    at: 0
                )
            }
            return found
        } removed: { key in
            [
                subject.say(
                    "group-key-removed",
                    "group \(name) loses the key \(key.id) (was \(key.state.rawValue)): what is sealed to it stays closed"
                )
            ]
        }
    }

    /// Members of before who have no line for a new key.
    private func missing(_ key: GroupKey, _ old: GroupDocument) -> [Phrase] {
        let before = Set((old.activeKey ?? old.keys.first)?.sealedTo.map(\.member.text) ?? [])
        let without = before.subtracting(key.sealedTo.map(\.member.text)).sorted()
        return without.isEmpty ? [] : ["it has no line for \(names: without)"]
    }

    /// Members who left and know a key that is still in use.
    private func due(_ old: GroupKey, _ new: GroupKey) -> [PlanStatement] {
        let (before, after) = (Set(old.rekeyDue), Set(new.rekeyDue))
        var found: [PlanStatement] = []
        let added = after.subtracting(before).map(\.text).sorted()
        if !added.isEmpty {
            found.append(
                subject.say(
                    "rekey-due",
                    danger: false,
                    "group \(name) is due for a new key: \(names: added) left and can open \(new.id)"
                )
            )
        }
        let dropped = before.subtracting(after).map(\.text).sorted()
        if !dropped.isEmpty, new.state == .active {
            found.append(
                subject.say(
                    "rekey-forgotten",
                    "group \(name): that \(names: dropped) left is forgotten, while the key \(new.id) stays active"
                )
            )
        }
        return found
    }

    private static func text(_ membership: GroupDocument.Membership?) -> Phrase {
        switch membership {
        case .all: "all clusters"
        case .cluster(let name): "the cluster \(name) alone"
        case .select(let selector): "\(selector.description)"
        case nil: "nothing"
        }
    }
}
