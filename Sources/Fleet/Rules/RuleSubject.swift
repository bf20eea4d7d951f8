internal import Documents
internal import Sealing
internal import YAML

/// What rules judge of a secret, each with the place where it is said.
struct RuleSubject {
    /// Something that a file says.
    struct Said<Value> {
        let value: Value
        let path: String
        let position: Position?
    }

    /// How messages name the secret.
    let title: String
    /// The document's file, then its parts'; nothing where a document comes without a path.
    let paths: [String]?
    let namespace: Said<String>
    let type: Said<String>
    let scope: Said<Scope>
    /// The groups of all layers, each once.
    private(set) var groups: [Said<String>]

    /// A secret as it stands in the repository.
    init(_ entry: SecretEntry) {
        let paths = [entry.document.path] + entry.parts.values.map(\.path).sorted()
        self.init(entry.document, paths: paths, layers: entry.allLayers)
    }

    /// A document that did not come from a file of the repository.
    init(_ document: SecretDocument) {
        self.init(document, paths: nil, layers: document.layers.map { ($0, document) })
    }

    /// Something that is about to be written.
    init(_ title: SecretStore.Title, paths: [String]?, type: String, scope: Scope) {
        let shown = paths?.first ?? title.description
        self.title = title.description
        self.paths = paths
        namespace = Said(value: title.namespace, path: shown, position: nil)
        self.type = Said(value: type, path: shown, position: nil)
        self.scope = Said(value: scope, path: shown, position: nil)
        groups = []
    }

    /// With one more layer, unless it is there.
    mutating func add(group: String) {
        guard !groups.contains(where: { $0.value == group }) else { return }
        groups.append(Said(value: group, path: namespace.path, position: nil))
    }

    private init(
        _ document: SecretDocument,
        paths: [String]?,
        layers: [(layer: Layer, source: SecretDocument)]
    ) {
        let metadata = document.file.documents.first?["metadata"]
        let start = document.spec.position
        title = document.title
        self.paths = paths
        namespace = Said(
            value: document.namespace,
            path: document.path,
            position: metadata?["namespace"]?.position ?? start
        )
        type = Said(
            value: document.type,
            path: document.path,
            position: document.spec["type"]?.position ?? start
        )
        scope = Said(
            value: document.scope,
            path: document.path,
            position: document.spec["scope"]?.position ?? start
        )
        groups = layers.map { layer, source in
            let node = layer.node["for"] ?? layer.node
            return Said(value: layer.group, path: source.path, position: node.position)
        }
    }
}
