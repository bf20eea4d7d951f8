internal import Documents
internal import Fleet
internal import Sealing

/// A value where it stands, and what it must have been made for to open there.
struct SealedPlace: Sendable {
    let value: LayerValue
    let layer: Layer
    let source: SecretDocument
    let entry: SecretEntry

    /// What it is bound to; the fleet and the version go without saying.
    var binding: [String] {
        let document = entry.document
        let scope = document.scope
        return [
            scope.rawValue, layer.group, value.key, scope == .any ? "" : document.namespace,
            scope == .strict ? document.name : "",
        ]
    }

    var item: ItemPlace { ItemPlace(group: layer.group, key: value.key) }

    /// Whether it is the same value of the same Secret, whatever its scope.
    func isSame(as other: SealedPlace) -> Bool {
        item == other.item && entry.title.utf8.elementsEqual(other.entry.title.utf8)
    }

    static func all(_ entry: SecretEntry) -> [SealedPlace] {
        entry.allLayers.flatMap { layer, source in
            layer.values.map {
                SealedPlace(value: $0, layer: layer, source: source, entry: entry)
            }
        }
    }
}
