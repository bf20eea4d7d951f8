internal import Documents
internal import Fleet
internal import YAML

/// Compares fields of two documents that need no explanation of their own, whatever they hold.
///
/// Nothing that changed goes unsaid: what no other comparison knows ends up here.
struct FieldComparison {
    /// Changes of every field of a mapping but the known ones.
    static func changes(
        _ old: Node?,
        _ new: Node?,
        except known: Set<String>
    ) -> [(field: String, diff: TextDiff)] {
        var fields: [String] = []
        for entry in entries(old) + entries(new) {
            let name = entry.key.text
            guard !known.contains(name), !fields.contains(name) else { continue }
            fields.append(name)
        }
        return fields.compactMap { name in
            difference(old?[name], new?[name]).map { (name, $0) }
        }
    }

    /// What differs between two nodes, as lines of YAML; nothing if they mean the same.
    static func difference(_ old: Node?, _ new: Node?) -> TextDiff? {
        switch (old, new) {
        case (nil, nil): return nil
        case (let old?, let new?) where Canonical.encode(old) == Canonical.encode(new): return nil
        default: return TextDiff(from: text(old), to: text(new))
        }
    }

    private static func entries(_ node: Node?) -> [Entry] {
        guard let node, node.kind == .mapping else { return [] }
        return Array(node.entries)
    }

    private static func text(_ node: Node?) -> String {
        guard let node else { return "" }
        let text = String(decoding: YAMLWriter.file([Content(node)]), as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
