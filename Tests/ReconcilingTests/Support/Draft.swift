import Documents
import Sealing
import TestSupport

@testable import Reconciling

/// A document to be, made by real parsing; values are numbers instead of sealed texts.
struct Draft: Hashable {
    var namespace: String
    var name: String
    /// Where the folder of the namespace lies.
    var folder: String
    var values: [String: Int]
    /// How often the values were sealed.
    var sealing: Int
    var type: String
    var immutable: Bool
    var suspend: Bool
    var drift: Drift?
    var adopt: Adoption
    var deletion: Deletion
    var restart: [String]
    var labels: [String: String]
    var annotations: [String: String]
    var data: [String: String]

    init(
        _ name: String = "db",
        namespace: String = "payments",
        folder: String = "secrets",
        values: [String: Int] = ["password": 1],
        sealing: Int = 1,
        type: String = "Opaque",
        immutable: Bool = false,
        suspend: Bool = false,
        drift: Drift? = nil,
        adopt: Adoption = .never,
        deletion: Deletion = .delete,
        restart: [String] = [],
        labels: [String: String] = [:],
        annotations: [String: String] = [:],
        data: [String: String] = [:]
    ) {
        self.name = name
        self.namespace = namespace
        self.folder = folder
        self.values = values
        self.sealing = sealing
        self.type = type
        self.immutable = immutable
        self.suspend = suspend
        self.drift = drift
        self.adopt = adopt
        self.deletion = deletion
        self.restart = restart
        self.labels = labels
        self.annotations = annotations
        self.data = data
    }

    var secret: SecretName { SecretName(namespace, name) }
    var path: String { "\(folder)/\(namespace)/\(name).yaml" }

    /// All of it that is written.
    var core: [String: String] {
        var core = plain
        core["/type"] = "\(type) \(immutable) \(deletion.rawValue)"
        for (key, value) in labels { core["/label/\(key)"] = value }
        for (key, value) in annotations { core["/annotation/\(key)"] = value }
        return core
    }

    /// The document in a line.
    var text: String {
        "\(values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }) sealed \(sealing)"
            + " \(type) immutable \(immutable) drift \(drift?.rawValue ?? "-") adopt \(adopt)"
            + " restart \(restart) labels \(labels) \(deletion.rawValue) suspend \(suspend)"
    }

    /// What the values are once they are opened.
    var plain: [String: String] {
        let opened = values.mapValues { "value-\($0)" }
        return data.reduce(into: opened) { all, data in
            all[data.key] = opened.reduce(data.value) { text, value in
                text.replacing("{{\(value.key)}}", with: value.value)
            }
        }
    }

    var yaml: String {
        var lines = [
            "apiVersion: fleetseal.dev/v1alpha1", "kind: FleetSecret",
            "metadata: {name: \(name), namespace: \(namespace)}", "spec:", "  type: \(type)",
            "  immutable: \(immutable)", "  suspend: \(suspend)", "  adopt: \(adopt.rawValue)",
            "  deletion: \(deletion.rawValue)",
        ]
        if let drift { lines.append("  drift: \"\(drift.rawValue)\"") }
        if !restart.isEmpty { lines.append("  restart: [\(restart.joined(separator: ", "))]") }
        lines += ["  layers:", "  - for: fleet", "    values:"]
        for (key, number) in values.sorted(by: { $0.key < $1.key }) {
            lines += ["      \(key):", "        \(Self.sealed(number, sealing))"]
        }
        if !labels.isEmpty || !annotations.isEmpty || !data.isEmpty {
            lines.append("  template:")
            for (name, marks) in [("labels", labels), ("annotations", annotations), ("data", data)]
            where !marks.isEmpty {
                lines.append("    \(name):")
                lines += marks.sorted { $0.key < $1.key }.map { "      \($0.key): \"\($0.value)\"" }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    var desired: DesiredSecret {
        get throws {
            let document = try DocumentFile.secret(Array(yaml.utf8), at: path)
            let values = document.layers.flatMap { layer in
                layer.values.map { DesiredItem($0, group: layer.group) }
            }
            return DesiredSecret(document, values: values, fact: { $0 == "name" ? "east" : nil })
        }
    }

    func id(_ source: SourceID = .directory) -> DocumentID { DocumentID(source, path) }

    func document(_ source: SourceID = .directory, generation: Int = 0) throws -> DesiredDocument {
        DesiredDocument(id(source), secret, .wanted(try desired), generation: generation)
    }

    static func sealed(_ number: Int, _ sealing: Int) -> String {
        var random = Seeded(UInt64(number) &* 1_000 &+ UInt64(sealing))
        let box = (0..<145).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        var ids = Seeded(UInt64(number))
        let letters = Array("abcdefghijklmnopqrstuvwxyz234567")
        let id = String((0..<7).map { _ in letters.randomElement(using: &ids) ?? "a" })
        return "fs1:kabcdefghijk:v\(id):\(Base64.encode(box))"
    }
}

extension SourceID {
    static let directory = SourceID("directory")
    static let platform = SourceID("git/platform")
}

extension DigestKey {
    /// The digest of contents that are no secret.
    borrowing func digest(_ name: SecretName, _ type: String, _ data: [String: String])
        -> ContentDigest
    {
        contents(of: name, type: type) { input in
            for (key, value) in data.sorted(by: { $0.key < $1.key }) {
                input.append(key)
                input.append(value)
            }
        }
    }

    static func number(_ number: UInt8) -> DigestKey {
        DigestKey(SecretBytes([UInt8](repeating: number, count: 32)))
    }
}
