package import Sealing
package import YAML

/// Somebody to whom a group's key is sealed.
package enum Member: Hashable, Sendable {
    case cluster(String)
    case `operator`(String)

    /// How `sealedTo` and `rekeyDue` write it: `cluster.us-east-1`.
    package var text: String {
        switch self {
        case .cluster(let name): "cluster.\(name)"
        case .operator(let name): "operator.\(name)"
        }
    }

    package init?(_ text: some StringProtocol) {
        let name: Substring
        if text.hasPrefix("cluster.") {
            name = Substring(text.dropFirst(8))
            self = .cluster(String(name))
        } else if text.hasPrefix("operator.") {
            name = Substring(text.dropFirst(9))
            self = .operator(String(name))
        } else {
            return nil
        }
        guard Names.isLabel(String(name)) else { return nil }
    }
}

/// One line of `sealedTo`: the group's key for one key of one member.
package struct MemberLine: Sendable {
    package let member: Member
    package let key: KeyID
    package let sealed: SealedGroupKey
    package let node: Node

    /// The line's key in the mapping: `cluster.us-east-1/kzyxwvutsrqp`.
    package var text: String { Self.text(member, key) }

    package static func text(_ member: Member, _ key: KeyID) -> String { "\(member.text)/\(key)" }

    init(_ entry: (key: Node, value: Node), _ fields: Fields) throws(DocumentError) {
        let text = entry.key.text
        // By scalars: a mark that combines with the slash would make one character of both.
        let halves = text.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, let member = Member(String(halves[0])),
            let key = KeyID(String(halves[1]))
        else {
            throw fields.failure(
                entry.key,
                "read \(fields.place).sealedTo: \(text.escapedForMessage) is not a member",
                hint: "members are written cluster.NAME/KEYID or operator.NAME/KEYID"
            )
        }
        self.member = member
        self.key = key
        node = entry.value
        let value = entry.value
        do {
            sealed = try SealedGroupKey(parsing: value.utf8)
        } catch {
            throw fields.failure(value, "read \(fields.place).sealedTo of \(text): \(error)")
        }
    }
}

/// One key of a group and the members that it is sealed to.
package struct GroupKey: Sendable {
    package let item: KeyItem
    package let rekeyDue: [Member]
    package let sealedTo: [MemberLine]

    package var id: KeyID { item.id }
    package var publicKey: PublicKey { item.publicKey }
    package var state: KeyState { item.state }

    init(_ fields: Fields) throws(DocumentError) {
        try fields.allowOnly(["id", "public", "state", "created", "rekeyDue", "sealedTo"])
        item = try KeyItem(fields)
        let due = try fields.texts(
            "rekeyDue",
            "a member (cluster.NAME or operator.NAME)",
            where: { Member($0) != nil }
        )
        rekeyDue = due.compactMap { Member($0) }
        var lines: [MemberLine] = []
        for entry in try fields.textMap("sealedTo") {
            lines.append(try MemberLine(entry, fields))
        }
        sealedTo = lines
    }

    /// The clusters that hold this key.
    package var clusters: Set<String> {
        var names: Set<String> = []
        for line in sealedTo {
            if case .cluster(let name) = line.member { names.insert(name) }
        }
        return names
    }
}

/// A set of clusters, with the keys that its members can open.
package struct GroupDocument: RegistryDocument {
    package static let kind = Kind.group

    /// Which clusters belong in it.
    package enum Membership: Hashable, Sendable {
        case select(LabelSelector)
        case all
        /// The group of one.
        case cluster(String)
    }

    package let name: String
    package let path: String
    package let spec: Node
    package let epoch: Int
    package let signature: RegistrySignature
    /// Absent on a tombstone.
    package let membership: Membership?
    package let keys: [GroupKey]
    package let removed: String?

    package init(_ header: Header) throws(DocumentError) {
        name = header.name
        path = header.path
        spec = header.spec
        let isTombstone = header.spec["removed"] != nil
        let fields = try header.fields(
            allowing: isTombstone
                ? ["removed", "epoch", "signature"]
                : ["select", "all", "cluster", "epoch", "keys", "removed", "signature"],
            reserved: ["groups"]
        )
        epoch = try fields.number("epoch")
        signature = try RegistrySignature(fields)
        guard !isTombstone else {
            removed = try fields.text("removed", "a date like \"2026-11-21\"", where: Names.isDate)
            (membership, keys) = (nil, [])
            return
        }
        removed = nil
        membership = try Self.membership(fields, name)
        keys = try Self.keys(fields)
    }

    package static func canonical(_ spec: Node) -> [UInt8] {
        Canonical.encode(
            spec,
            keeping: { $0 != "signature" },
            replacing: { name, node in
                guard name == "keys", node.kind == .sequence else { return nil }
                return Canonical.encode(
                    items: node.items.map { Canonical.encode($0, keeping: { $0 != "sealedTo" }) }
                )
            }
        )
    }

    /// The key that values are sealed to.
    package var activeKey: GroupKey? { keys.first { $0.state == .active } }

    /// The clusters that can open what is sealed to the group now.
    package var clusters: Set<String> { activeKey?.clusters ?? [] }

    package var isGroupOfOne: Bool {
        if case .cluster = membership { true } else { false }
    }

    /// Whether a cluster with these labels belongs in the group.
    package func selects(cluster name: String, labels: [String: String]) -> Bool {
        switch membership {
        case .all: true
        case .cluster(let only): only == name
        case .select(let selector): selector.matches(labels)
        case nil: false
        }
    }

    private static func membership(
        _ fields: Fields,
        _ name: String
    ) throws(DocumentError) -> Membership {
        let given = ["select", "all", "cluster"].filter { fields.node[$0] != nil }
        guard given.count == 1 else {
            throw fields.failure(
                fields.node,
                "read spec: exactly one of select, all and cluster is needed, not \(given.count)"
            )
        }
        if given == ["all"] {
            guard try fields.flag("all") else {
                throw fields.failure(try fields.required("all"), "read spec.all: expected true")
            }
            return .all
        }
        if given == ["cluster"] {
            let cluster = try fields.text("cluster", "a name of a cluster", where: Names.isLabel)
            guard cluster == name else {
                throw fields.failure(
                    try fields.required("cluster"),
                    "read spec.cluster: a group of one has the name of its cluster, \(cluster), not \(name)"
                )
            }
            return .cluster(cluster)
        }
        guard let select = try fields.fields("select") else { return .all }
        return .select(try LabelSelector(select))
    }

    private static func keys(_ fields: Fields) throws(DocumentError) -> [GroupKey] {
        var keys: [GroupKey] = []
        for item in try fields.items("keys") {
            let key = try GroupKey(item)
            guard !keys.contains(where: { $0.publicKey == key.publicKey }) else {
                throw item.failure(
                    item.node,
                    "read spec.keys: the key \(key.id) stands there twice"
                )
            }
            keys.append(key)
        }
        guard !keys.isEmpty else {
            throw fields.failure(fields.node, "read spec.keys: at least one key is needed")
        }
        let active = keys.filter { $0.state == .active }.count
        guard active <= 1 else {
            throw fields.failure(
                try fields.required("keys"),
                "read spec.keys: \(active) keys are active instead of one"
            )
        }
        return keys
    }
}

extension LabelSelector {
    /// `select` of a group or a rule.
    init(_ fields: Fields) throws(DocumentError) {
        try fields.allowOnly(["matchLabels", "matchExpressions"])
        let labels = try fields.textMap("matchLabels").map { ($0.key.text, $0.value.text) }
        var requirements: [Requirement] = []
        for item in try fields.items("matchExpressions") {
            try item.allowOnly(["key", "operator", "values"])
            let name = try item.text("operator")
            guard let comparison = Requirement.Operator(rawValue: name) else {
                throw item.failure(
                    try item.required("operator"),
                    "read \(item.place).operator: \(name.escapedForMessage) is not known",
                    hint: "one of In, NotIn, Exists, DoesNotExist"
                )
            }
            let values = try item.texts("values", "a value of a label", where: LabelSyntax.isValue)
            do {
                let key = try item.text("key")
                requirements.append(try Requirement(key: key, operator: comparison, values: values))
            } catch let error as SelectorError {
                throw item.failure(item.node, "read \(item.place): \(error)", hint: error.hint)
            } catch let error as DocumentError {
                throw error
            } catch {
                throw item.failure(item.node, "read \(item.place): \(error)")
            }
        }
        do {
            try self.init(matchLabels: labels, matchExpressions: requirements)
        } catch {
            throw fields.failure(fields.node, "read \(fields.place): \(error)", hint: error.hint)
        }
    }
}
