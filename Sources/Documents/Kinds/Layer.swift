package import Sealing
package import YAML

/// One value of a layer.
package struct LayerValue: Sendable {
    package let key: String
    package let sealed: SealedValue
    package let node: Node
}

/// What a document says to one group of clusters.
package struct Layer: Sendable {
    package let group: String
    package let remove: [String]
    package let values: [LayerValue]
    package let node: Node

    init(_ fields: Fields) throws(DocumentError) {
        try fields.allowOnly(["for", "remove", "values"], reserved: ["meta"])
        node = fields.node
        group = try fields.text("for", "a name of a group", where: Names.isLabel)
        remove = try fields.texts("remove", "a key of a Secret", where: Names.isItemKey)
        var values: [LayerValue] = []
        if let map = fields.node["values"] {
            guard map.kind == .mapping else {
                throw fields.failure(map, "read spec.layers.values: expected a mapping")
            }
            values.reserveCapacity(map.count)
            for entry in map.entries {
                values.append(try Self.value(entry.key, entry.value, fields))
            }
        }
        self.values = values
    }

    package func value(_ key: String) -> LayerValue? {
        values.first { $0.key == key }
    }

    private static func value(
        _ key: Node,
        _ value: Node,
        _ fields: Fields
    ) throws(DocumentError) -> LayerValue {
        let name = key.text
        guard Names.isItemKey(name) else {
            throw fields.failure(
                key,
                "read spec.layers.values: \(name.escapedForMessage) cannot be a key of a Secret",
                hint: "keys have 1 to 253 of A-Z a-z 0-9 - _ . and do not start with .."
            )
        }
        guard value.kind == .scalar else {
            var failure = fields.failure(
                value,
                "read the value of \(name): expected a sealed value (fs1:…)"
            )
            failure.kind = .value
            throw failure
        }
        do {
            return LayerValue(key: name, sealed: try SealedValue(parsing: value.utf8), node: value)
        } catch {
            var failure = fields.failure(
                value,
                "read the value of \(name): not a sealed value: \(error)",
                hint:
                    "if a plain value stands here, it is public now: change it at its source, then fleetseal set"
            )
            failure.kind = .value
            throw failure
        }
    }
}
