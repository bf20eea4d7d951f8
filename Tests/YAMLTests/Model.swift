@testable import YAML

/// What a node means, apart from how it is written: the tests' own idea of an edit's result.
indirect enum Model: Equatable, CustomStringConvertible {
    case text(String)
    case other(String)
    case mapping([Entry])
    case sequence([Model])

    struct Entry: Equatable {
        let key: String
        let value: Model
    }

    init(_ node: Node) {
        switch node.kind {
        case .scalar: self = node.isPlainNonString ? .other(node.text) : .text(node.text)
        case .mapping:
            self = .mapping(node.entries.map { Entry(key: $0.key.text, value: Model($0.value)) })
        case .sequence: self = .sequence(node.items.map(Model.init))
        }
    }

    init(_ content: Content) {
        switch content {
        case .string(let text), .quoted(let text), .below(let text): self = .text(text)
        case .bare(let text): self = .other(text)
        case .mapping(let entries), .flowMapping(let entries):
            self = .mapping(entries.map { Entry(key: $0.0, value: Model($0.1)) })
        case .sequence(let items), .flowSequence(let items): self = .sequence(items.map(Model.init))
        }
    }

    var description: String {
        switch self {
        case .text(let text): text.debugDescription
        case .other(let text): text
        case .mapping(let entries):
            "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        case .sequence(let items): "[" + items.map(\.description).joined(separator: ", ") + "]"
        }
    }
}

extension Node {
    /// The node and all below it.
    var all: [Node] {
        switch kind {
        case .scalar: [self]
        case .mapping: [self] + entries.flatMap { [$0.key] + $0.value.all }
        case .sequence: [self] + items.flatMap(\.all)
        }
    }
}
