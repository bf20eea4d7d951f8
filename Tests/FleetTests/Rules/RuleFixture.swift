import Documents
import Sealing

@testable import Fleet

/// Rules and secrets as they are read from files.
enum RuleFixture {
    private static let key = PrivateKey.random().publicKey
    /// Of the right form; nobody opens it.
    static let value =
        "fs1:kaaaaaaaaaaa:vaaaaaaa:" + String(repeating: "A", count: 194) + "=="

    /// The rules of a Fleet with these lines below `rules:`.
    static func rules(_ text: String) throws -> [Rule] {
        try rules(flow: "\n" + text.split(separator: "\n").map { "  \($0)\n" }.joined())
    }

    /// The rules of a Fleet with this text behind `rules:`.
    static func rules(flow text: String) throws -> [Rule] {
        let fleet = """
            apiVersion: fleetseal.dev/v1alpha1
            kind: Fleet
            metadata: {name: acme}
            spec:
              id: fabcdefghijklmnopqrst
              epoch: 1
              operators: [{name: alice, public: \(key.text), opens: all}]
              signature: {by: alice, sig: "\(String(repeating: "A", count: 86))=="}
              rules:
            """
        let file = "\(fleet) \(text)\n"
        return try DocumentFile.fleet(Array(file.utf8)).rules
    }

    /// The text of a document or a part with these layers, one value `key` in each; `more` are lines of
    /// `spec`.
    static func text(_ title: String, groups: [String], more: [String] = []) throws -> String {
        let title = try SecretStore.Title(parsing: title)
        var lines = [
            "apiVersion: fleetseal.dev/v1alpha1", "kind: FleetSecret",
            "metadata: {name: \(title.name), namespace: \(title.namespace)}", "spec:",
        ]
        lines += more.map { "  \($0)" }
        lines.append(groups.isEmpty ? "  layers: []" : "  layers:")
        for group in groups {
            lines += ["  - for: \(group)", "    values:", "      key:", "        \(value)"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A secret with the files given, its document first.
    static func entry(
        _ title: String,
        at path: String,
        groups: [String] = [],
        parts: [(path: String, cluster: String)] = [],
        more: [String] = []
    ) throws -> SecretEntry {
        let document = try DocumentFile.secret(
            Array(text(title, groups: groups, more: more).utf8),
            at: path
        )
        return try SecretEntry(
            document,
            parts: parts.map { part in
                try DocumentFile.secret(
                    Array(text(title, groups: [part.cluster]).utf8),
                    at: part.path
                )
            }
        )
    }
}
