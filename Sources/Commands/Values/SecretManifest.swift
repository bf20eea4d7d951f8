internal import CommandLine
internal import Documents
internal import Fleet
internal import Sealing
internal import YAML

/// A Kubernetes Secret as it stands in a manifest, with its values in secret memory.
struct SecretManifest {
    let title: SecretStore.Title
    let type: String
    let isImmutable: Bool
    let labels: [(String, String)]
    let annotations: [(String, String)]
    let values: Plaintexts

    /// kubectl keeps a copy of the whole manifest here, values included.
    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// All Secrets of a file: YAML or JSON, several documents, and lists.
    static func all(in file: YAMLFile, path: String, namespace: String?) throws -> [SecretManifest]
    {
        var found: [SecretManifest] = []
        for document in file.documents {
            let reader = ManifestReader(path: path, namespace: namespace)
            for item in try reader.objects(document) { found.append(try reader.secret(item)) }
        }
        guard !found.isEmpty else {
            throw Failure("read manifest: there is no Secret in it", place: FilePlace(path))
        }
        return found
    }

    fileprivate init(
        title: SecretStore.Title,
        type: String,
        isImmutable: Bool,
        labels: [(String, String)],
        annotations: [(String, String)],
        values: Plaintexts
    ) {
        self.title = title
        self.type = type
        self.isImmutable = isImmutable
        self.labels = labels
        self.annotations = annotations.filter { $0.0 != Self.lastApplied }
        self.values = values
    }
}

/// Reads objects of Kubernetes, as far as Secrets need it.
private struct ManifestReader {
    let path: String
    let namespace: String?

    /// A document itself, or what is in it if it is a list.
    func objects(_ document: Node) throws -> [Node] {
        guard let kind = document["kind"], let items = document["items"], items.kind == .sequence,
            kind.equals("List") || kind.equals("SecretList")
        else { return [document] }
        return Array(items.items)
    }

    func secret(_ object: Node) throws -> SecretManifest {
        guard object.kind == .mapping, object["kind"]?.equals("Secret") ?? false,
            object["apiVersion"]?.equals("v1") ?? false
        else {
            throw failure(
                object,
                "expected a Secret of apiVersion v1",
                hint: "other kinds do not belong into fleetseal"
            )
        }
        for entry in object.entries {
            let known = [
                "apiVersion", "kind", "metadata", "type", "immutable", "data", "stringData",
                "status",
            ]
            guard known.contains(entry.key.text) else {
                throw failure(
                    entry.key,
                    "a Secret has no field \(entry.key.text.escapedForMessage)"
                )
            }
        }
        guard let metadata = object["metadata"], let name = metadata["name"] else {
            throw failure(object, "metadata.name is missing")
        }
        guard let namespace = metadata["namespace"]?.text ?? namespace else {
            throw failure(
                metadata,
                "metadata.namespace is missing",
                hint: "--namespace NAME says which; it is never guessed"
            )
        }
        return SecretManifest(
            title: try SecretStore.Title(parsing: "\(namespace)/\(try text(name))"),
            type: try object["type"].map(text) ?? "Opaque",
            isImmutable: object["immutable"]?.equals("true") ?? false,
            labels: try pairs(metadata["labels"]),
            annotations: try pairs(metadata["annotations"]),
            values: try values(object)
        )
    }

    private func values(_ object: Node) throws -> Plaintexts {
        var arena = SecretArena()
        // One for all values: sodium memory of its own would cost each as much as sealing it.
        var texts = SecretArena()
        var items: [(key: String, range: Range<Int>)] = []
        let overridden = Set(object["stringData"].map { $0.entries.map { $0.key.text } } ?? [])
        for entry in try entries(object["data"]) where !overridden.contains(entry.key.text) {
            texts.removeAll()
            let text = entry.value.appendWithoutLineEnds(to: &texts)
            guard let range = Base64.decode(secret: texts.bytes(text), into: &arena) else {
                throw failure(
                    entry.value,
                    "the value of \(entry.key.text.escapedForMessage) in data is not base64",
                    hint: "plain text belongs into stringData"
                )
            }
            items.append((try key(entry.key), range))
        }
        for entry in try entries(object["stringData"]) {
            guard !entry.value.isPlainNonString else {
                throw failure(
                    entry.value,
                    "the value of \(entry.key.text.escapedForMessage) is not a text without quotes",
                    hint: "put quotes around it"
                )
            }
            items.append((try key(entry.key), arena.append(entry.value.utf8)))
        }
        guard !items.isEmpty else { throw failure(object, "it has neither data nor stringData") }
        return Plaintexts(arena, items: items)
    }

    private func entries(_ map: Node?) throws -> [Entry] {
        guard let map, !(map.kind == .scalar && map.isPlainNonString) else { return [] }
        guard map.kind == .mapping else { throw failure(map, "data and stringData are mappings") }
        for entry in map.entries where entry.value.kind != .scalar {
            throw failure(
                entry.value,
                "the value of \(entry.key.text.escapedForMessage) is not a text"
            )
        }
        return Array(map.entries)
    }

    private func key(_ node: Node) throws -> String {
        guard Names.isItemKey(node.text) else {
            throw failure(node, "\(node.text.escapedForMessage) cannot be a key of a Secret")
        }
        return node.text
    }

    private func text(_ node: Node) throws -> String {
        guard node.kind == .scalar, !node.isPlainNonString else {
            throw failure(node, "expected a text")
        }
        return node.text
    }

    private func pairs(_ map: Node?) throws -> [(String, String)] {
        guard let map, map.kind == .mapping else { return [] }
        return try map.entries.map { ($0.key.text, try text($0.value)) }
    }

    private func failure(_ node: Node, _ message: String, hint: String? = nil) -> Failure {
        Failure(
            "read manifest: \(message)",
            hint: hint,
            place: FilePlace(path, line: node.position.line, column: node.position.column)
        )
    }
}

extension Node {
    /// Copies the bytes of a scalar without line ends, which long base64 has.
    fileprivate func appendWithoutLineEnds(to arena: inout SecretArena) -> Range<Int> {
        let bytes = utf8
        return arena.append(capacity: bytes.byteCount) { output in
            for offset in 0..<bytes.byteCount
            where bytes.byte(offset) != 10 && bytes.byte(offset) != 13 {
                output.append(bytes.byte(offset))
            }
        }
    }
}
