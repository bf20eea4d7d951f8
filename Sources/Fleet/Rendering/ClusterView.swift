internal import Documents
internal import YAML

/// What concerns one cluster: its documents, layers and lines, parts merged.
///
/// Needs no key.
///
/// The result is itself a repository of a fleet in small, with every signature still valid, and the
/// same bytes for the same input. Argo CD, Flux or kubectl apply it to the cluster as it is.
package struct ClusterView {
    private let registry: Registry
    private let cluster: ClusterEntry

    package init(_ name: String, _ registry: Registry) throws {
        self.registry = registry
        cluster = try registry.cluster(name)
    }

    /// Paths with bytes, sorted by path; of `secrets`, if they were read already.
    package func files(
        of secrets: [SecretEntry]? = nil
    ) throws -> [(path: String, bytes: [UInt8])] {
        var files: [(path: String, bytes: [UInt8])] = [
            (
                FleetDocument.path,
                YAMLWriter.file([whole(registry.fleet.spec, .fleet, registry.fleet.name)])
            )
        ]
        let name = cluster.cluster.name
        files.append(
            (
                Documents.Place.cluster(name).path(),
                YAMLWriter.file([
                    whole(cluster.cluster.spec, .cluster, name), group(cluster.own.document),
                ])
            )
        )
        for other in cluster.cluster.groups where other != name {
            let found = try registry.group(other)
            files.append(
                (Documents.Place.group(other).path(), YAMLWriter.file([group(found.document)]))
            )
        }
        let judge = RuleJudge(registry.fleet.rules)
        for entry in try secrets ?? SecretStore(registry.tree).all() {
            guard let content = secret(entry) else { continue }
            // A cluster that gets a document as an object cannot judge the path that it had.
            if let violation = judge.violations(of: entry).first { throw violation.error }
            try Self.requirePlain(entry.document.path)
            files.append((entry.document.path, YAMLWriter.file([content])))
        }
        return files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Documents stand where they stand in the repository, since rules are about their paths.
    ///
    /// A line end in one would make two of it in the list of what was rendered.
    private static func requirePlain(_ path: String) throws(DocumentError) {
        guard path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return }
        throw DocumentError(
            path,
            nil,
            "render the document: its path has a control character",
            hint: "rename its folder"
        )
    }

    private func whole(_ spec: Node, _ kind: Kind, _ name: String) -> Content {
        RegistryContent.document(kind, name, Self.fields(spec))
    }

    /// A group with only this cluster's lines; they are not under the signature.
    private func group(_ group: GroupDocument) -> Content {
        let own = "cluster.\(cluster.cluster.name)/"
        let fields = Self.fields(group.spec).map { name, content -> (String, Content) in
            guard name == "keys", case .sequence(let items) = content else {
                return (name, content)
            }
            return (name, .sequence(items.map { Self.key($0, keeping: own) }))
        }
        return RegistryContent.document(.group, group.name, fields)
    }

    private static func key(_ item: Content, keeping own: String) -> Content {
        guard case .mapping(let fields) = item else { return item }
        return .mapping(
            fields.map { name, content in
                guard name == "sealedTo", case .mapping(let lines) = content else {
                    return (name, content)
                }
                return (name, .mapping(lines.filter { $0.0.hasPrefix(own) }))
            }
        )
    }

    /// A secret with only the layers for this cluster, the part's last; nothing if none is.
    private func secret(_ entry: SecretEntry) -> Content? {
        let layers = entry.layers(in: Set(cluster.cluster.groups), cluster: cluster.cluster.name)
        guard !layers.isEmpty else { return nil }
        let content = Content.sequence(layers.map { Self.layer($0.layer.node) })
        var fields = Self.fields(entry.document.spec)
        if let index = fields.firstIndex(where: { $0.0 == "layers" }) {
            fields[index].1 = content
        } else {
            fields.append(("layers", content))
        }
        let title = SecretStore.Title(
            namespace: entry.document.namespace,
            name: entry.document.name
        )
        return SecretEditor.document(title, fields)
    }

    /// Values stand on the line after their key, as everywhere.
    static func layer(_ node: Node) -> Content {
        .mapping(
            node.entries.map { entry in
                guard entry.key.equals("values") else {
                    return (entry.key.text, Content(entry.value))
                }
                return (
                    "values",
                    .mapping(entry.value.entries.map { ($0.key.text, .below($0.value.text)) })
                )
            }
        )
    }

    private static func fields(_ spec: Node) -> [(String, Content)] {
        spec.entries.map { ($0.key.text, Content($0.value)) }
    }
}
