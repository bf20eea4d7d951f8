internal import Documents
internal import Sealing
internal import YAML

/// Edits that make one version of a document say what a merged model says.
///
/// Only what differs is touched. What comes from the other version is laid out as fleetseal writes
/// it, so its comments are lost: whoever uses this looks whether there were any.
struct SecretRewrite {
    private let document: SecretDocument
    private let other: SecretDocument
    private let model: SecretModel
    private var edits: Edits

    init(_ document: SecretDocument, from other: SecretDocument, to model: SecretModel) {
        self.document = document
        self.other = other
        self.model = model
        edits = Edits(document.file)
    }

    /// The edited bytes, nothing where edits cannot express it.
    mutating func bytes() -> [UInt8]? {
        guard let root = document.file.documents.first, let source = other.file.documents.first,
            let present = SecretModel(document).outside, let wanted = model.outside,
            rewrite(root, from: source, present, wanted), rewriteLayers()
        else { return nil }
        return try? edits.applied()
    }

    private mutating func rewrite(
        _ node: Node,
        from source: Node,
        _ present: PlainTree,
        _ wanted: PlainTree
    ) -> Bool {
        guard present != wanted else { return true }
        switch (present, wanted) {
        case (.table(let present), .table(let wanted)) where source.kind == .mapping:
            for (name, tree) in present.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
                let text = String(decoding: name, as: UTF8.self)
                if let kept = wanted[name] {
                    guard kept != tree else { continue }
                    guard let child = node[text], let new = source[text],
                        rewrite(child, from: new, tree, kept)
                    else { return false }
                } else {
                    edits.remove(text, from: node)
                }
            }
            for entry in source.entries where present[Array(entry.key.text.utf8)] == nil {
                guard wanted[Array(entry.key.text.utf8)] != nil else { continue }
                edits.insert(entry.key.text, Content(entry.value), into: node)
            }
        case (.set(let present), .set(let wanted)):
            rewrite(node, present, wanted)
        default:
            edits.replace(node, with: Content(source))
        }
        return true
    }

    private mutating func rewrite(_ list: Node, _ present: Set<[UInt8]>, _ wanted: Set<[UInt8]>) {
        for (index, item) in list.items.enumerated()
        where !wanted.contains(Array(item.text.utf8)) {
            edits.remove(at: index, from: list)
        }
        let new = wanted.subtracting(present).sorted { $0.lexicographicallyPrecedes($1) }
        for item in new {
            let text = String(decoding: item, as: UTF8.self)
            edits.insert(.string(text), into: list, at: list.count)
        }
    }

    // MARK: Layers

    private mutating func rewriteLayers() -> Bool {
        let wanted = model.layers.map(\.group)
        let present = document.layers.map(\.group)
        guard present.filter(wanted.contains) == wanted.filter(present.contains) else {
            return false
        }
        guard let layers = document.spec["layers"] else {
            if !wanted.isEmpty {
                let content = model.layers.map { Self.content($0) }
                edits.insert("layers", .sequence(content), into: document.spec)
            }
            return true
        }
        for (index, layer) in document.layers.enumerated() {
            if let wanted = model.layer(layer.group) {
                guard rewrite(layer, to: wanted) else { return false }
            } else {
                edits.remove(at: index, from: layers)
            }
        }
        for (index, layer) in model.layers.enumerated() where !present.contains(layer.group) {
            let next = wanted[index...].first(where: present.contains)
            let place = next.flatMap(present.firstIndex(of:)) ?? present.count
            edits.insert(Self.content(layer), into: layers, at: place)
        }
        return true
    }

    private mutating func rewrite(_ layer: Documents.Layer, to wanted: SecretModel.Layer) -> Bool {
        let removed = wanted.remove.sorted()
        if let list = layer.node["remove"] {
            rewrite(
                list,
                Set(layer.remove.map { Array($0.utf8) }),
                Set(removed.map { Array($0.utf8) })
            )
        } else if !removed.isEmpty {
            edits.insert(
                "remove",
                .flowSequence(removed.map { .string($0) }),
                into: layer.node,
                before: layer.node["values"] == nil ? nil : "values"
            )
        }
        let present = Set(layer.values.map(\.key))
        let new = wanted.values.filter { !present.contains($0.key) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        guard let table = layer.node["values"], table.kind == .mapping else {
            if !new.isEmpty { edits.insert("values", Self.content(new), into: layer.node) }
            return true
        }
        if wanted.values.isEmpty, !present.isEmpty {
            edits.remove("values", from: layer.node)
            return true
        }
        for value in layer.values {
            guard let sealed = wanted.values[value.key] else {
                edits.remove(value.key, from: table)
                continue
            }
            if sealed != value.sealed { edits.replace(value.node, with: .below(sealed.text)) }
        }
        for (key, sealed) in new { edits.insert(key, .below(sealed.text), into: table) }
        return true
    }

    private static func content(_ layer: SecretModel.Layer) -> Content {
        var entries: [(String, Content)] = [("for", .string(layer.group))]
        if !layer.remove.isEmpty {
            entries.append(("remove", .flowSequence(layer.remove.sorted().map { .string($0) })))
        }
        if !layer.values.isEmpty {
            let values = layer.values.sorted {
                $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
            }
            entries.append(("values", content(values)))
        }
        return .mapping(entries)
    }

    private static func content(_ values: [(key: String, value: SealedValue)]) -> Content {
        .mapping(values.map { ($0.key, .below($0.value.text)) })
    }
}
