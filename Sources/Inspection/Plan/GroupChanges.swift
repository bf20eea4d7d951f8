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
    private var subject: String { "group/\(name)" }

    var statements: [PlanStatement] {
        guard let new else { return [gone("its file is taken away", tombstone: false)] }
        guard let old else { return [added(new)] }
        if let day = new.removed, old.removed == nil {
            return [gone("it is taken out of the fleet (\(day))", tombstone: true)]
        }
        return selection(old, new) + keys(old, new) + fields(old, new)
    }

    private func added(_ new: GroupDocument) -> PlanStatement {
        if new.removed != nil {
            return say("group-tombstone", "group \(name): a tombstone is added")
        }
        let details = new.keys.map { key -> Phrase in
            "key \(key.id), \(key.state.rawValue): fingerprint \(key.publicKey.fingerprint)"
        }
        return say(
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
        return say("group-removed", "group \(name) goes: \(why)", details: details)
    }

    private func selection(_ old: GroupDocument, _ new: GroupDocument) -> [PlanStatement] {
        guard old.membership != new.membership else { return [] }
        return [
            say(
                "group-selects",
                "group \(name) selects \(Self.text(new.membership)) instead of \(Self.text(old.membership))",
                line: new.spec.position.line
            )
        ]
    }

    private func keys(_ old: GroupDocument, _ new: GroupDocument) -> [PlanStatement] {
        var found: [PlanStatement] = []
        for key in new.keys {
            let line = key.item.node.position.line
            guard let was = old.keys.first(where: { $0.publicKey == key.publicKey }) else {
                found.append(
                    say(
                        "group-key-added",
                        "group \(name) gets the key \(key.id), \(key.state.rawValue)",
                        details: ["fingerprint \(key.publicKey.fingerprint)"],
                        line: line
                    )
                )
                continue
            }
            if was.state != key.state {
                found.append(
                    say(
                        "group-key-state",
                        "key \(key.id) of group \(name) becomes \(key.state.rawValue) (was \(was.state.rawValue))",
                        line: line
                    )
                )
            }
            if was.item.created != key.item.created {
                found.append(
                    say("group-key-created", "key \(key.id) of group \(name) has another date")
                )
            }
            found += due(was, key)
        }
        for key in old.keys where !new.keys.contains(where: { $0.publicKey == key.publicKey }) {
            found.append(
                say(
                    "group-key-removed",
                    "group \(name) loses the key \(key.id) (was \(key.state.rawValue)): what is sealed to it stays closed"
                )
            )
        }
        return found
    }

    /// Members who left and know a key that is still in use.
    private func due(_ old: GroupKey, _ new: GroupKey) -> [PlanStatement] {
        let (before, after) = (Set(old.rekeyDue), Set(new.rekeyDue))
        var found: [PlanStatement] = []
        let added = after.subtracting(before).map(\.text).sorted()
        if !added.isEmpty {
            found.append(
                PlanStatement(
                    "rekey-due",
                    subject,
                    "group \(name) is due for a new key: \(names: added) left and can open \(new.id)",
                    path: path
                )
            )
        }
        let dropped = before.subtracting(after).map(\.text).sorted()
        if !dropped.isEmpty, new.state == .active {
            found.append(
                say(
                    "rekey-forgotten",
                    "group \(name): that \(names: dropped) left is forgotten, while the key \(new.id) stays active"
                )
            )
        }
        return found
    }

    private func fields(_ old: GroupDocument, _ new: GroupDocument) -> [PlanStatement] {
        FieldComparison.changes(old.spec, new.spec, except: Self.known).map { field, diff in
            say(
                "group-field",
                "group \(name): \(field) changes",
                line: new.spec[field]?.position.line,
                diff: diff
            )
        }
    }

    private func say(
        _ code: String,
        _ phrase: Phrase,
        details: [Phrase] = [],
        line: Int? = nil,
        diff: TextDiff? = nil
    ) -> PlanStatement {
        PlanStatement(
            code,
            danger: true,
            subject,
            phrase,
            details: details,
            diff: diff,
            path: path,
            line: line
        )
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
