package import YAML

extension Content {
    /// The same YAML in the layout that fleetseal writes: what a value means stays, comments go.
    package init(_ node: Node) {
        switch node.kind {
        case .scalar:
            if node.isPlainNonString {
                self = .bare(node.text.isEmpty ? "null" : node.text)
            } else {
                self = .string(node.text)
            }
        case .mapping:
            self = .mapping(node.entries.map { ($0.key.text, Content($0.value)) })
        case .sequence:
            self = .sequence(node.items.map { Content($0) })
        }
    }
}
