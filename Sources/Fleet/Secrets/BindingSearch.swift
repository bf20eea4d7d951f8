internal import Documents
internal import Sealing

/// Finds the place that a value was made for by trying those the repository knows.
///
/// Only for messages.
struct BindingSearch {
    private let registry: Registry
    private let id: ValueID

    init(_ registry: Registry, _ id: ValueID) {
        self.registry = registry
        self.id = id
    }

    /// Tries places from near to far: this document's other keys and groups first.
    func place(of found: Digest, near entry: SecretEntry, _ key: String) throws -> String? {
        let groups = try registry.groupNames() + registry.clusterNames()
        if let place = search([entry], groups: groups, extraKey: key, found) { return place }
        return search(try SecretStore(registry.tree).all(), groups: nil, extraKey: key, found)
    }

    private func search(
        _ entries: [SecretEntry],
        groups: [String]?,
        extraKey: String,
        _ found: Digest
    ) -> String? {
        for entry in entries {
            let layers = entry.allLayers.map(\.layer)
            let keys = Set(layers.flatMap { $0.values.map(\.key) } + [extraKey])
            for group in groups ?? layers.map(\.group) {
                for key in keys {
                    for scope in Scope.allCases {
                        let binding = Binding(
                            fleet: registry.fleet.id,
                            scope: scope,
                            group: group,
                            namespace: entry.document.namespace,
                            name: entry.document.name,
                            key: key,
                            value: id
                        )
                        if binding.digest == found {
                            return
                                "\(entry.title) key \(key) of layer \(group), scope \(scope.rawValue)"
                        }
                    }
                }
            }
        }
        return nil
    }
}
