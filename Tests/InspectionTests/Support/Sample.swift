import Documents
import Sealing
import Testing

@testable import Fleet

/// Documents from short descriptions; nothing in them opens, and nobody vouches for them.
enum Sample {
    static let signature =
        "{by: alice, sig: \"\(Base64.encode([UInt8](repeating: 0, count: 64)))\"}"

    /// The text of a value with this id, sealed to this key.
    static func value(_ id: String, _ key: String = "kaaaaaaaaaaa") -> String {
        "fs1:\(key):\(id):\(Base64.encode([UInt8](repeating: 7, count: 145)))"
    }

    static func keyItem(_ key: PublicKey, _ state: String, made: String = "2026-01-01") -> String {
        "{id: \(key.id), public: \(key.text), state: \(state), created: \"\(made)\"}"
    }

    /// A cluster, with a key for each state given.
    static func cluster(
        _ name: String,
        groups: [String] = ["fleet"],
        labels: [String: String] = [:],
        keys: [(key: PublicKey, state: String)] = [
            (HeldKey(PrivateKey.random()).key.publicKey, "active")
        ]
    ) throws -> (cluster: ClusterDocument, own: GroupDocument) {
        let text = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetCluster
            metadata: {name: \(name)}
            spec:
              labels: {\(labels.sorted { $0.key < $1.key }.map { "\($0): \"\($1)\"" }.joined(separator: ", "))}
              groups: [\((groups + [name]).joined(separator: ", "))]
              epoch: 1
              keys:
            \(keys.map { "  - \(keyItem($0.key, $0.state))" }.joined(separator: "\n"))
              signature: \(signature)
            ---
            \(group(name, "cluster: \(name)", keys: [.init(state: "active")]))
            """
        return try DocumentFile.cluster(Array(text.utf8), at: "keys/clusters/\(name).yaml")
    }

    /// One key of a group.
    struct GroupKey {
        var key = HeldKey(PrivateKey.random()).key.publicKey
        let state: String
        var made = "2026-01-01"
        var due: [String] = []
        /// Lines of `sealedTo`, such as `cluster.us/kaaaaaaaaaaa`.
        var lines: [String] = []
    }

    static func group(_ name: String, _ membership: String, keys: [GroupKey]) -> String {
        let line = "fs1:\(Base64.encode([UInt8](repeating: 7, count: 113)))"
        let items = keys.map { key in
            """
              - id: \(key.key.id)
                public: \(key.key.text)
                state: \(key.state)
                created: "\(key.made)"
                rekeyDue: [\(key.due.joined(separator: ", "))]
                sealedTo: {\(key.lines.map { "\($0): \"\(line)\"" }.joined(separator: ", "))}
            """
        }
        return """
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetGroup
            metadata: {name: \(name)}
            spec:
              \(membership)
              epoch: 1
              keys:
            \(items.joined(separator: "\n"))
              signature: \(signature)

            """
    }

    static func groupDocument(_ name: String, keys: [GroupKey]) throws -> GroupDocument {
        try DocumentFile.group(
            Array(group(name, "all: true", keys: keys).utf8),
            at: "keys/groups/\(name).yaml"
        )
    }

    static func fleet(_ operators: [String: PublicKey]) throws -> FleetDocument {
        let items = operators.map { "  - {name: \($0), public: \($1.text), opens: all}" }
        let text = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: Fleet
            metadata: {name: acme}
            spec:
              id: fabcdefghijklmnopqrst
              epoch: 1
              operators:
            \(items.joined(separator: "\n"))
              revoked: []
              signature: \(signature)
            """
        return try DocumentFile.fleet(Array(text.utf8))
    }

    /// What one layer says: `(for, remove, [key: value id])`.
    typealias Layer = (group: String, remove: [String], values: [(String, String)])

    /// The secret `payments/db` with these layers.
    static func secret(
        _ layers: [Layer],
        rest: String = "",
        parts: [String: Layer] = [:]
    ) throws -> SecretEntry {
        try secret("db", layers, rest: rest, parts: parts)
    }

    /// A secret `payments/NAME` with these layers; `rest` stands below `spec`, `parts` by cluster.
    static func secret(
        _ name: String,
        _ layers: [Layer],
        rest: String = "",
        parts: [String: Layer] = [:]
    ) throws -> SecretEntry {
        let folder = "secrets/payments/"
        let document = try DocumentFile.secret(
            text(name, layers, rest),
            at: "\(folder)\(name).yaml"
        )
        return try SecretEntry(
            document,
            parts: parts.map { cluster, layer in
                try DocumentFile.secret(
                    text(name, [layer], ""),
                    at: "\(folder)\(name)@\(cluster).yaml"
                )
            }
        )
    }

    private static func text(_ name: String, _ layers: [Layer], _ rest: String) -> [UInt8] {
        var text = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetSecret
            metadata: {name: \(name), namespace: payments}
            spec:
            \(rest)
              layers:

            """
        for layer in layers {
            text +=
                "  - for: \(layer.group)\n    remove: [\(layer.remove.joined(separator: ", "))]\n"
            text += "    values:\(layer.values.isEmpty ? " {}" : "")\n"
            for (key, id) in layer.values {
                text += "      \(key):\n        \(id.hasPrefix("fs1:") ? id : value(id))\n"
            }
        }
        return Array(text.utf8)
    }
}
