package import YAML

/// The encoding of a YAML node that a signature covers: the same for any layout, order of keys and
/// quoting, different for anything else.
package enum Canonical {
    /// Encodes a node, recursively; `keeps` says for each field of the top mapping whether it counts.
    package static func encode(
        _ mapping: Node,
        keeping keeps: (String) -> Bool = { _ in true },
        replacing replace: (String, Node) -> [UInt8]? = { _, _ in nil }
    ) -> [UInt8] {
        var fields: [(key: [UInt8], value: [UInt8])] = []
        for entry in mapping.entries {
            let name = entry.key.text
            guard keeps(name) else { continue }
            fields.append((Array(name.utf8), replace(name, entry.value) ?? encode(entry.value)))
        }
        return encode(fields: fields)
    }

    /// Encodes any node whole.
    package static func encode(_ node: Node) -> [UInt8] {
        switch node.kind {
        case .scalar:
            let tag: UInt8 = node.isPlainNonString ? UInt8(ascii: "v") : UInt8(ascii: "s")
            return joined([[tag], Array(node.text.utf8)])
        case .mapping:
            return encode(node, keeping: { _ in true })
        case .sequence:
            return encode(items: node.items.map { encode($0) })
        }
    }

    /// Encodes a sequence whose items are encoded already.
    static func encode(items: [[UInt8]]) -> [UInt8] {
        joined([[UInt8(ascii: "l")]] + items)
    }

    private static func encode(fields: [(key: [UInt8], value: [UInt8])]) -> [UInt8] {
        let sorted = fields.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return joined([[UInt8(ascii: "m")]] + sorted.flatMap { [$0.key, $0.value] })
    }

    /// LP: each part's length as 8 little-endian bytes, then the part.
    private static func joined(_ parts: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(parts.reduce(0) { $0 + 8 + $1.count })
        for part in parts {
            var count = UInt64(part.count)
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: count))
                count >>= 8
            }
            bytes += part
        }
        return bytes
    }
}
