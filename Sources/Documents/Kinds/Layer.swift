package import Sealing
package import YAML

/// One value of a layer.
package struct LayerValue: Sendable {
    package let key: String
    /// Which of the group's keys it is sealed to: `sealed.key`.
    package let keyID: KeyID
    /// Which version of the value it is: `sealed.id`.
    package let id: ValueID
    package let node: Node

    /// Reads the text of a sealed value at `node`.
    init(key: String, _ node: Node) throws(ValueTextError) {
        (keyID, id) = try SealedValue.ids(in: node.utf8)
        self.key = key
        self.node = node
    }

    /// The value itself, decoded each time: of most values only the ids are wanted.
    package var sealed: SealedValue {
        do {
            return try SealedValue(parsing: node.utf8)
        } catch {
            preconditionFailure("what was read as a sealed value is none: \(error)")
        }
    }
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
            return try LayerValue(key: name, value)
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
