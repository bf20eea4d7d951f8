internal import Documents
internal import Sealing
internal import YAML

/// What changes in a cluster's own document.
struct ClusterChanges {
    let old: ClusterDocument?
    let new: ClusterDocument?
    let path: String

    private static let known: Set<String> = [
        "labels", "groups", "epoch", "keys", "removed", "signature", "publication",
    ]

    private var name: String { (new ?? old)?.name ?? "" }
    private var subject: RegistrySubject {
        RegistrySubject(kind: "cluster", name: name, path: path)
    }

    var statements: [PlanStatement] {
        guard let new else {
            return [
                subject.say(
                    "cluster-gone",
                    "cluster \(name) goes without a tombstone: its agent touches nothing from then on",
                    details: ["without a tombstone its name could be used again"]
                )
            ]
        }
        guard let old else { return [added(new)] }
        if let day = new.removed, old.removed == nil {
            return [
                subject.say(
                    "cluster-removed",
                    "cluster \(name) is taken out of the fleet (\(day)): its agent touches nothing from then on"
                )
            ]
        }
        if new.removed == nil, old.removed != nil {
            return [subject.say("cluster-back", "cluster \(name) comes back from its tombstone")]
                + [added(new)]
        }
        return labels(old, new) + groups(old, new) + keys(old, new) + fields(old, new)
    }

    private func added(_ new: ClusterDocument) -> PlanStatement {
        guard new.removed == nil else {
            return subject.say("cluster-tombstone", "cluster \(name): a tombstone is added")
        }
        return subject.say(
            "cluster-added",
            "cluster \(name) is new; it is in \(names: new.groups)",
            details: [
                "labels \(names: new.labels.map { "\($0.key)=\($0.value)" })"
            ] + new.keys.map(Self.text)
        )
    }

    private func labels(_ old: ClusterDocument, _ new: ClusterDocument) -> [PlanStatement] {
        let (before, after) = (old.labelTable, new.labelTable)
        var details: [Phrase] = []
        for (key, value) in new.labels where before[key] != value {
            if let was = before[key] {
                details.append("\(key): \(value) (was \(was))")
            } else {
                details.append("\(key): \(value) (new)")
            }
        }
        for (key, value) in old.labels where after[key] == nil {
            details.append("\(key): gone (was \(value))")
        }
        guard !details.isEmpty else { return [] }
        return [
            subject.say(
                "cluster-labels",
                "cluster \(name): labels change",
                details: details,
                line: new.spec["labels"]?.position.line
            )
        ]
    }

    private func groups(_ old: ClusterDocument, _ new: ClusterDocument) -> [PlanStatement] {
        let (before, after) = (Set(old.groups), Set(new.groups))
        var found: [PlanStatement] = []
        let line = new.spec["groups"]?.position.line
        let joined = new.groups.filter { !before.contains($0) }
        if !joined.isEmpty {
            found.append(
                subject.say("cluster-joins", "cluster \(name) joins \(names: joined)", line: line)
            )
        }
        let left = old.groups.filter { !after.contains($0) }
        if !left.isEmpty {
            found.append(
                subject.say("cluster-leaves", "cluster \(name) leaves \(names: left)", line: line)
            )
        }
        return found
    }

    private func keys(_ old: ClusterDocument, _ new: ClusterDocument) -> [PlanStatement] {
        subject.keys(old.keys, new.keys) { key, line in
            [
                subject.say(
                    "cluster-key-added",
                    "cluster \(name) gets a key",
                    details: [Self.text(key)],
                    line: line
                )
            ]
        } kept: { was, key, line in
            guard was.endorsement != key.endorsement || was.item.created != key.item.created else {
                return []
            }
            return [
                subject.say(
                    "cluster-key-endorsed",
                    "key \(key.id) of cluster \(name): who vouches for it, or its date, changes",
                    line: line
                )
            ]
        } removed: { key in
            [
                subject.say(
                    "cluster-key-removed",
                    "cluster \(name) loses the key \(key.id) (was \(key.state.rawValue))"
                )
            ]
        }
    }

    private func fields(_ old: ClusterDocument, _ new: ClusterDocument) -> [PlanStatement] {
        var found = subject.fields(old.spec, new.spec, except: Self.known)
        if FieldComparison.difference(old.spec["publication"], new.spec["publication"]) != nil {
            found.append(
                subject.say(
                    "cluster-publication",
                    danger: false,
                    "cluster \(name): another publication of its agent was taken over"
                )
            )
        }
        return found
    }

    private static func text(_ key: ClusterKey) -> Phrase {
        let by: Phrase = key.endorsement.map { "; vouched for by its key \($0.by)" } ?? ""
        return "key \(key.id), \(key.state.rawValue): fingerprint \(key.publicKey.fingerprint)\(by)"
    }
}
