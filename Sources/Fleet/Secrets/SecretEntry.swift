package import Documents
internal import YAML

/// A secret with its parts, as they stand in one folder.
package struct SecretEntry: Sendable {
    package let document: SecretDocument
    /// By the name of their cluster.
    package let parts: [String: SecretDocument]

    /// A document with its parts; an error if two of them speak for one cluster.
    package init(_ document: SecretDocument, parts: [SecretDocument] = []) throws(DocumentError) {
        self.document = document
        var table: [String: SecretDocument] = [:]
        for part in parts {
            guard let cluster = part.part else { continue }
            if let layer = document.layer(for: cluster) {
                throw DocumentError(
                    part.path,
                    part.spec.position,
                    "read part: \(document.path):\(layer.node.position.line) has a layer for \(cluster) as well",
                    hint: "keep one of the two; fleetseal split moves layers of clusters into parts"
                )
            }
            table[cluster] = part
        }
        self.parts = table
        if let template = document.template {
            try Self.check(template, parts)
        }
    }

    package var title: String { document.title }

    /// The same with the document, or with one part, as it was written since.
    package func replacing(_ written: SecretDocument) throws(DocumentError) -> SecretEntry {
        guard let cluster = written.part else {
            return try SecretEntry(written, parts: Array(parts.values))
        }
        var parts = parts
        parts[cluster] = written
        return try SecretEntry(document, parts: Array(parts.values))
    }

    /// The layers that count for a cluster that is in these groups: the document's in order, then its part's.
    package func layers(in groups: Set<String>, cluster: String) -> [(
        layer: Layer, source: SecretDocument
    )] {
        var found = document.layers.filter { groups.contains($0.group) }.map { ($0, document) }
        if let part = parts[cluster], let layer = part.layers.first { found.append((layer, part)) }
        return found
    }

    /// Every layer with the file it stands in: the document's, then the parts' by name of the cluster.
    package var allLayers: [(layer: Layer, source: SecretDocument)] {
        document.layers.map { ($0, document) }
            + parts.sorted { $0.key < $1.key }.flatMap { entry in
                entry.value.layers.map { ($0, entry.value) }
            }
    }

    private static func check(_ template: SecretTemplate, _ parts: [SecretDocument])
        throws(DocumentError)
    {
        for part in parts {
            for layer in part.layers {
                for value in layer.values
                where template.data.contains(where: { $0.key == value.key }) {
                    throw DocumentError(
                        part.path,
                        value.node.position,
                        "read the value of \(value.key): spec.template.data of the document has the same key"
                    )
                }
            }
        }
    }
}
