import Documents
import Sealing
import TestSupport

@testable import Fleet

/// A secret as a list of layers, each with a comment, keys and values: what edits are played on.
struct MergeModel: Equatable {
    struct Item: Equatable {
        let key: String
        var value: String
        var comment = ""
    }

    struct Layer: Equatable {
        let group: Int
        var items: [Item]
        var comment = ""
    }

    var layers: [Layer]

    static let path = "secrets/pay/db.yaml"

    var text: [UInt8] {
        var text = """
            # The database.
            apiVersion: fleetseal.dev/v1alpha1
            kind: FleetSecret
            metadata: {name: db, namespace: pay}
            spec:
              layers:

            """
        for layer in layers {
            if !layer.comment.isEmpty { text += "  # \(layer.comment)\n" }
            text += "  - for: g\(layer.group)\n    values:\n"
            for item in layer.items {
                if !item.comment.isEmpty { text += "      # \(item.comment)\n" }
                text += "      \(item.key):\n        \(item.value)\n"
            }
        }
        return Array(text.utf8)
    }

    /// Values by group and key, in the order of the layers.
    var meaning: [String] {
        layers.map { layer in
            "g\(layer.group) "
                + layer.items.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
        }
    }

    static func meaning(of bytes: [UInt8]) throws -> [String] {
        SecretModel(try DocumentFile.secret(bytes, at: path)).layers.map { layer in
            "\(layer.group) "
                + layer.values.map { "\($0.key)=\($0.value.text)" }.sorted().joined(separator: " ")
        }
    }

    func value(_ group: Int, _ key: String) -> String? {
        layers.first { $0.group == group }?.items.first { $0.key == key }?.value
    }
}

/// One command, or an edit of a comment.
enum MergeEdit: Hashable {
    case set(Int, String, String)
    case reseal(Int, String, String)
    case unset(Int, String)
    case comment(Int, String, String)

    var isComment: Bool { if case .comment = self { true } else { false } }
}

extension MergeModel {
    /// What the command makes of it: layers broad before narrow, an empty one goes.
    func applying(_ edit: MergeEdit) -> MergeModel {
        var model = self
        switch edit {
        case .set(let group, let key, let value), .reseal(let group, let key, let value):
            if let layer = model.layers.firstIndex(where: { $0.group == group }) {
                if let item = model.layers[layer].items.firstIndex(where: { $0.key == key }) {
                    model.layers[layer].items[item].value = value
                } else {
                    model.layers[layer].items.append(Item(key: key, value: value))
                }
            } else {
                let place = model.layers.firstIndex { $0.group > group } ?? model.layers.count
                let item = Item(key: key, value: value)
                model.layers.insert(Layer(group: group, items: [item]), at: place)
            }
        case .unset(let group, let key):
            guard let layer = model.layers.firstIndex(where: { $0.group == group }) else { break }
            model.layers[layer].items.removeAll { $0.key == key }
            if model.layers[layer].items.isEmpty { model.layers.remove(at: layer) }
        case .comment(let group, let key, let comment):
            guard let layer = model.layers.firstIndex(where: { $0.group == group }),
                let item = model.layers[layer].items.firstIndex(where: { $0.key == key })
            else { break }
            model.layers[layer].items[item].comment = comment
        }
        return model
    }
}
