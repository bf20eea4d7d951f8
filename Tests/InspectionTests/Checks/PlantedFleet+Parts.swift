import Documents
import Fleet
import Sealing
import TestSupport
import Testing
import YAML

// What faults are made of.

extension PlantedFleet {
    static func group(_ name: String) -> String { "keys/groups/\(name).yaml" }
    static func cluster(_ name: String) -> String { "keys/clusters/\(name).yaml" }

    func groupDocument(_ name: String) throws -> GroupDocument {
        let path = clusters[name] == nil ? Self.group(name) : Self.cluster(name)
        let bytes = try #require(files[path])
        return clusters[name] == nil
            ? try DocumentFile.group(bytes, at: path)
            : try DocumentFile.cluster(bytes, at: path).own
    }

    /// The text of a value for a group that nobody has sealed: only its form is right.
    func value(_ group: String, _ state: KeyState = .active) throws -> String {
        let key = try #require(try groupDocument(group).keys.first { $0.state == state })
        let box = Base64.encode([UInt8](repeating: 7, count: 145))
        return "fs1:\(key.id):\(ValueID.random()):\(box)"
    }

    typealias Layer = (group: String, remove: [String], keys: [String])

    /// Adds the secret `payments/extra` with these layers; `rest` stands below `spec`.
    mutating func addSecret(
        _ layers: [Layer],
        rest: String = "",
        at path: String = "secrets/payments/extra.yaml"
    ) throws {
        let place = path.split(separator: "/")
        let name = place[place.count - 1].dropLast(5)
        var text = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetSecret
            metadata: {name: \(name), namespace: \(place[place.count - 2])}
            spec:
            \(rest)
              layers:

            """
        for layer in layers {
            text += "  - for: \(layer.group)\n"
            if !layer.remove.isEmpty {
                text += "    remove: [\(layer.remove.joined(separator: ", "))]\n"
            }
            if !layer.keys.isEmpty { text += "    values:\n" }
            for key in layer.keys {
                text += "      \(key):\n        \(try value(layer.group))\n"
            }
        }
        put(path, text)
    }

    /// Adds a group whose members are those clusters, as the registry would have it.
    mutating func addGroup(
        _ name: String,
        select: String,
        members: [String] = [],
        epoch: Int = 1,
        state: String = "active"
    ) throws {
        let path = Self.group(name)
        put(path, try text(Self.group("europe")))
        try replace(path, "{name: europe}", "{name: \(name)}")
        try replace(path, "{region: eu}", select)
        try replace(path, /epoch: \d+/, with: "epoch: \(epoch)")
        try replace(path, "state: active", "state: \(state)")
        for member in ["eu", "lab"] { try removeLine(path, "cluster.\(member)/") }
        for member in members {
            try addLine(path, "cluster.\(member)/\(publicKey(member).id)")
            try replace(Self.cluster(member), ", \(member)]", ", \(name), \(member)]")
            try sign(Self.cluster(member))
        }
        try sign(path, raising: false)
    }

    /// Adds a line to the first key of a group's file; what is sealed in it is somebody else's.
    mutating func addLine(_ path: String, _ text: String) throws {
        let sealed = Base64.encode([UInt8](repeating: 7, count: 113))
        try replace(path, "sealedTo:\n", "sealedTo:\n      \(text): fs1:\(sealed)\n")
    }

    /// Adds a key to a cluster, endorsed by its first one or by another.
    mutating func addKey(
        to cluster: String,
        _ state: String,
        isEndorsed: Bool = true,
        _ new: HeldKey = HeldKey(PrivateKey.random()),
        by other: HeldKey? = nil
    ) throws {
        let first = try #require(clusters[cluster])
        let own = other ?? first
        let key = new.key.publicKey
        let statement = ClusterKey.endorsementStatement(
            fleet: Self.id,
            cluster: cluster,
            key: key,
            created: Self.today
        )
        let signature =
            isEndorsed
            ? own.key.signature(over: statement).text
            : Base64.encode([UInt8](repeating: 1, count: 64))
        try replace(
            Self.cluster(cluster),
            "  signature:",
            "  - {id: \(key.id), public: \(key.text), state: \(state), created: \"\(Self.today)\", endorsed: {by: \(own.key.id), sig: \(signature)}}\n  signature:"
        )
    }

    /// Puts rules into the Fleet and signs it.
    mutating func addRules(_ rules: String) throws {
        try replace(Self.fleetFile, "  signature:", "  rules:\n\(rules)\n  signature:")
        try sign(Self.fleetFile)
    }

    /// A value sealed as it should be, but for another key of the same secret.
    func valueBoundElsewhere(_ group: String) throws -> String {
        let key = try #require(try groupDocument(group).activeKey)
        let id = ValueID.random()
        let binding = Binding(
            fleet: Self.id,
            scope: .strict,
            group: group,
            namespace: "payments",
            name: "extra",
            key: "another",
            value: id
        )
        var scratch = SecretScratch()
        let plain = SecretBytes("a value")
        return SealedValue.seal(
            plain.bytes,
            to: key.publicKey,
            binding: binding,
            id: id,
            scratch: &scratch
        ).text
    }

    /// A private key in PEM, which is nobody's.
    static func pem(_ label: String, indent: String = "") -> String {
        let body = String(repeating: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ", count: 1)
        return ["-----BEGIN \(label)-----", body, body, "-----END \(label)-----"]
            .map { indent + $0 + "\n" }.joined()
    }
}
