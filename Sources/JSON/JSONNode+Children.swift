internal import Payloads

/// One name of an object and its value.
package struct JSONEntry: Sendable {
    /// The name, always a string.
    package let key: JSONNode
    /// The value.
    package let value: JSONNode
}

extension JSONNode {
    /// The value of `key`, if this is an object that has it.
    package subscript(key: String) -> JSONNode? {
        guard tag == Tag.object else { return nil }
        let wanted = key.utf8.span.raw
        for entry in entries where entry.key.utf8.isEqual(to: wanted) { return entry.value }
        return nil
    }

    /// The value that `keys` lead to, through objects.
    package subscript(path keys: String...) -> JSONNode? {
        keys.reduce(self) { node, key in node?[key] }
    }

    /// An array's items in their order; none for other nodes.
    package var items: JSONItems { JSONItems(of: self) }

    /// An object's names and values in their order; none for other nodes.
    package var entries: JSONEntries { JSONEntries(of: self) }
}

/// Walks an array's items without making an array.
package struct JSONItems: Sequence, IteratorProtocol, Sendable {
    private var node: JSONNode
    private let end: Int

    init(of node: JSONNode) {
        self.node = JSONNode(document: node.document, index: node.index + 1)
        // The last word of a collection says that it ends.
        end = node.tag == JSONNode.Tag.array ? node.end - 1 : 0
    }

    /// The next item, nil after the last.
    package mutating func next() -> JSONNode? {
        guard node.index < end else { return nil }
        let item = node
        node = JSONNode(document: item.document, index: item.next)
        return item
    }
}

/// Walks an object's names and values without making an array.
package struct JSONEntries: Sequence, IteratorProtocol, Sendable {
    private var node: JSONNode
    private let end: Int

    init(of node: JSONNode) {
        self.node = JSONNode(document: node.document, index: node.index + 1)
        end = node.tag == JSONNode.Tag.object ? node.end - 1 : 0
    }

    /// The next entry, nil after the last.
    package mutating func next() -> JSONEntry? {
        guard node.index < end else { return nil }
        let entry = JSONEntry(
            key: node,
            value: JSONNode(document: node.document, index: node.index + 1)
        )
        node = JSONNode(document: node.document, index: entry.value.next)
        return entry
    }
}

// MARK: - Duplicates

extension JSONNode {
    /// Refuses objects with the same name twice, here and inside.
    func refuseDuplicates() throws(JSONError) {
        let end = next
        var index = index
        while index < end {
            let node = JSONNode(document: document, index: index)
            switch node.tag {
            case Tag.object:
                guard node.hasOwnNames else {
                    throw JSONError("an object has the same name twice")
                }
                index += 1
            case Tag.signed, Tag.unsigned, Tag.decimal: index += 2
            default: index += 1
            }
        }
    }

    private var hasOwnNames: Bool {
        var seen = 0
        for entry in entries {
            if seen == 16 { return hasOwnNamesAmongMany }
            for other in entries.prefix(seen) where other.key.utf8.isEqual(to: entry.key.utf8) {
                return false
            }
            seen += 1
        }
        return true
    }

    // Comparing each with each takes too long when somebody wants it to.
    private var hasOwnNamesAmongMany: Bool {
        var names: [Int: [JSONNode]] = [:]
        for entry in entries {
            var hasher = Hasher()
            unsafe entry.key.utf8.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
            let hash = hasher.finalize()
            for other in names[hash] ?? [] where other.utf8.isEqual(to: entry.key.utf8) {
                return false
            }
            names[hash, default: []].append(entry.key)
        }
        return true
    }
}
