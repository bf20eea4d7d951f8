internal import Documents
internal import Sealing
internal import YAML

/// What a secret's document says, to compare three versions of it.
struct SecretModel: Equatable {
    /// One layer: what it takes away and what it puts there.
    struct Layer: Equatable {
        let group: String
        var remove: Set<String> = []
        var values: [String: SealedValue] = [:]

        var isEmpty: Bool { remove.isEmpty && values.isEmpty }
    }

    /// Everything but the layers.
    var outside: PlainTree?
    var layers: [Layer]

    /// Nothing: the version before both sides made the document.
    static let nothing = SecretModel(outside: nil, layers: [])

    init(outside: PlainTree?, layers: [Layer]) {
        self.outside = outside
        self.layers = layers
    }

    init(_ document: SecretDocument) {
        outside = document.file.documents.first.flatMap { root in
            PlainTree(root) { Self.views[$0] ?? .plain }
        }
        layers = document.layers.map { layer in
            Layer(
                group: layer.group,
                remove: Set(layer.remove),
                values: Dictionary(
                    layer.values.map { ($0.key, $0.sealed) },
                    uniquingKeysWith: { first, _ in first }
                )
            )
        }
    }

    func layer(_ group: String) -> Layer? {
        layers.first { $0.group == group }
    }

    private static let views: [[String]: PlainTree.View] = [
        ["spec", "layers"]: .nothing,
        ["spec", "optional"]: .set,
        ["spec", "restart"]: .set,
        ["spec", "template", "omit"]: .set,
    ]
}

/// What values are bound to beside their layer and key.
struct SecretPlace: Hashable {
    let namespace: String
    let name: String
    let scope: Scope

    init(_ document: SecretDocument) {
        namespace = document.namespace
        name = document.name
        scope = document.scope
    }
}
