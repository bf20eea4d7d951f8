/// One key of a mapping and its value.
package struct Entry: Sendable {
    /// The key, always a scalar.
    package let key: Node
    /// The value, an empty plain scalar where the file leaves it out.
    package let value: Node
}

extension Node {
    /// The number of a mapping's entries or a sequence's items.
    package var count: Int { kind == .scalar ? 0 : record.count }

    /// A mapping's entries in the order of the file; none for other nodes.
    package var entries: Entries { Entries(of: self) }

    /// A sequence's items in the order of the file; none for other nodes.
    package var items: Items { Items(of: self) }

    /// The value of `key`, if this is a mapping that has it.
    package subscript(key: String) -> Node? { entry(key)?.value }

    /// The entry with exactly the bytes of `key`, if this is a mapping that has it.
    package func entry(_ key: String) -> Entry? {
        guard kind == .mapping else { return nil }
        let wanted = key.utf8.span
        let record = record
        guard record.second != 0 else {
            return entries.first { $0.key.utf8Span.isEqual(to: wanted) }
        }
        let found = file.tree.keys.find(hash: wanted.hash, in: record.second) { other in
            Node(file: file, index: other).utf8Span.isEqual(to: wanted)
        }
        return found.map { Entry(key: $0, of: file) }
    }
}

extension Entry {
    init(key index: Int, of file: YAMLFile) {
        key = Node(file: file, index: index)
        value = Node(file: file, index: index + 1)
    }
}

/// Walks a mapping's entries without an array.
package struct Entries: Sequence, IteratorProtocol, Sendable {
    private let file: YAMLFile
    private var index: Int
    private var left: Int

    init(of node: Node) {
        file = node.file
        index = node.index + 1
        left = node.kind == .mapping ? node.count : 0
    }

    /// The number of entries not walked yet.
    package var underestimatedCount: Int { left }

    /// The next entry, nil after the last.
    package mutating func next() -> Entry? {
        guard left > 0 else { return nil }
        left -= 1
        defer { index = Int(file.tree.records[index + 1].next) }
        return Entry(key: index, of: file)
    }
}

/// Walks a sequence's items without an array.
package struct Items: Sequence, IteratorProtocol, Sendable {
    private let file: YAMLFile
    private var index: Int
    private var left: Int

    init(of node: Node) {
        file = node.file
        index = node.index + 1
        left = node.kind == .sequence ? node.count : 0
    }

    /// The number of items not walked yet.
    package var underestimatedCount: Int { left }

    /// The next item, nil after the last.
    package mutating func next() -> Node? {
        guard left > 0 else { return nil }
        left -= 1
        defer { index = Int(file.tree.records[index].next) }
        return Node(file: file, index: index)
    }
}
