package import Sealing
package import YAML

/// One key of a cluster, and who vouches for it.
package struct ClusterKey: Sendable {
    package let item: KeyItem
    /// Absent on keys that stand under the operator's own signature.
    package let endorsement: Endorsement?

    /// The signature of the key before over this one.
    package struct Endorsement: Hashable, Sendable {
        package let by: KeyID
        package let signature: Signature
    }

    package var id: KeyID { item.id }
    package var publicKey: PublicKey { item.publicKey }
    package var state: KeyState { item.state }

    init(_ fields: Fields) throws(DocumentError) {
        try fields.allowOnly(["id", "public", "state", "created", "endorsed"])
        item = try KeyItem(fields)
        guard let endorsed = try fields.fields("endorsed") else {
            endorsement = nil
            return
        }
        try endorsed.allowOnly(["by", "sig"])
        guard let by = KeyID(try endorsed.text("by")) else {
            throw endorsed.failure(
                try endorsed.required("by"),
                "read \(endorsed.place).by: not an id of a key"
            )
        }
        guard let signature = Signature(text: try endorsed.text("sig")) else {
            throw endorsed.failure(
                try endorsed.required("sig"),
                "read \(endorsed.place).sig: not the base64 of 64 bytes"
            )
        }
        endorsement = Endorsement(by: by, signature: signature)
    }

    /// The message that the key before signs to vouch for this one.
    package static func endorsementStatement(
        fleet: String,
        cluster: String,
        key: PublicKey,
        created: String
    ) -> Digest {
        Hash.digest(
            "fleetseal/endorsed/v1",
            parts: [Array(fleet.utf8), Array(cluster.utf8), key.bytes, Array(created.utf8)]
        )
    }
}

/// Which publication of a cluster the registry has taken over last.
package struct TakenPublication: Hashable, Sendable {
    /// Tells the agent's memory from one that began anew.
    package let instance: String
    package let counter: Int
    package let digest: String

    init(_ fields: Fields) throws(DocumentError) {
        try fields.allowOnly(["instance", "counter", "digest"])
        instance = try fields.text("instance")
        counter = try fields.number("counter")
        digest = try fields.text("digest")
    }
}

/// A cluster of the registry: its labels, the groups it is in and its public keys.
package struct ClusterDocument: RegistryDocument {
    package static let kind = Kind.cluster

    package let name: String
    package let path: String
    package let spec: Node
    package let epoch: Int
    package let signature: RegistrySignature
    package let labels: [(key: String, value: String)]
    package let groups: [String]
    package let kubeSystemUID: String?
    package let keys: [ClusterKey]
    /// The last publication of the cluster that was taken over.
    package let publication: TakenPublication?
    /// The key that another one is asked to follow.
    ///
    /// Not signed: whoever asks needs no key, and gets nothing by it but work that was due one day
    /// anyway.
    package let rotate: KeyID?
    /// The day it was taken out of the fleet: what is left then is a tombstone.
    package let removed: String?

    package init(_ header: Header) throws(DocumentError) {
        name = header.name
        path = header.path
        spec = header.spec
        let isTombstone = header.spec["removed"] != nil
        let fields = try header.fields(
            allowing: isTombstone
                ? ["removed", "epoch", "signature"]
                : [
                    "labels", "groups", "kubeSystemUID", "epoch", "keys", "rotate", "publication",
                    "removed", "signature",
                ]
        )
        epoch = try fields.number("epoch")
        signature = try RegistrySignature(fields)
        guard !isTombstone else {
            removed = try fields.text("removed", "a date like \"2026-11-21\"", where: Names.isDate)
            (labels, groups, kubeSystemUID, keys) = ([], [], nil, [])
            (publication, rotate) = (nil, nil)
            return
        }
        removed = nil
        labels = try Self.labels(fields)
        groups = try fields.texts("groups", "a name of a group", where: Names.isLabel)
        guard groups.contains(name) else {
            throw fields.failure(
                fields.node,
                "read spec.groups: the cluster's own group \(name) is missing"
            )
        }
        kubeSystemUID = try fields.optionalText("kubeSystemUID")
        keys = try Self.keys(fields)
        publication = try fields.fields("publication").map(TakenPublication.init)
        rotate = try Self.rotate(fields)
    }

    package static func canonical(_ spec: Node) -> [UInt8] {
        Canonical.encode(
            spec,
            keeping: { !["signature", "publication", "rotate"].contains($0) },
            replacing: { name, node in
                guard name == "keys", node.kind == .sequence else { return nil }
                let vouched = node.items.filter { $0["endorsed"] == nil }
                return Canonical.encode(
                    items: vouched.map { Canonical.encode($0, keeping: { $0 != "state" }) }
                )
            }
        )
    }

    /// The keys that a group key is sealed to: the active one and, while rotating, the next.
    ///
    /// A key can follow only the active one. Whoever has stolen a key that was retired can vouch for one
    /// by it, but that is sealed to by nobody.
    package var sealingKeys: [ClusterKey] {
        let active = keys.filter { $0.state == .active }
        return keys.filter { key in
            switch key.state {
            case .active: true
            case .next: key.endorsement.map { by in active.contains { $0.id == by.by } } ?? true
            case .retired, .revoked: false
            }
        }
    }

    package var labelTable: [String: String] {
        Dictionary(labels.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    private static func labels(_ fields: Fields) throws(DocumentError) -> [(
        key: String, value: String
    )] {
        var labels: [(key: String, value: String)] = []
        for (key, value) in try fields.textMap("labels") {
            guard LabelSyntax.isKey(key.text) else {
                throw fields.failure(
                    key,
                    "read spec.labels: \(key.text.escapedForMessage) is not a key of a label"
                )
            }
            guard LabelSyntax.isValue(value.text) else {
                throw fields.failure(
                    value,
                    "read spec.labels: \(value.text.escapedForMessage) is not a value of a label"
                )
            }
            labels.append((key.text, value.text))
        }
        return labels
    }

    private static func rotate(_ fields: Fields) throws(DocumentError) -> KeyID? {
        guard let text = try fields.optionalText("rotate") else { return nil }
        guard let id = KeyID(text) else {
            throw fields.failure(
                try fields.required("rotate"),
                "read spec.rotate: not an id of a key"
            )
        }
        return id
    }

    private static func keys(_ fields: Fields) throws(DocumentError) -> [ClusterKey] {
        var keys: [ClusterKey] = []
        for item in try fields.items("keys") {
            let key = try ClusterKey(item)
            guard !keys.contains(where: { $0.publicKey == key.publicKey }) else {
                throw item.failure(
                    item.node,
                    "read spec.keys: the key \(key.id) stands there twice"
                )
            }
            keys.append(key)
        }
        let active = keys.filter { $0.state == .active }.count
        guard !keys.isEmpty else {
            throw fields.failure(fields.node, "read spec.keys: at least one key is needed")
        }
        guard active <= 1 else {
            throw fields.failure(
                try fields.required("keys"),
                "read spec.keys: \(active) keys are active instead of one",
                hint: "fleetseal cluster replace-key gives the cluster a new key"
            )
        }
        return keys
    }
}
