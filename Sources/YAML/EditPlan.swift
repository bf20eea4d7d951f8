/// The changes of one file, sorted by the nodes that they are about.
struct EditPlan: Sendable {
    /// Something to put into a collection.
    struct Insertion: Sendable {
        /// The key, nil in a sequence.
        let key: String?
        let content: Content
    }

    /// The changes of one collection that has children.
    struct CollectionChange: Sendable {
        /// By the record of the child before which it comes: a key, an item, or the one after all.
        var insertions: [Int: [Insertion]] = [:]
        /// Records of keys or items.
        var removed: Set<Int> = []
        var insertedCount = 0
    }

    let file: YAMLFile
    private(set) var replacements: [Int: Content] = [:]
    private(set) var collections: [Int: CollectionChange] = [:]
    /// Where the first change is, for errors about all of them.
    private(set) var place = Position(line: 1, column: 1, offset: 0)

    /// For each child that goes or has something put before it, its collection.
    private(set) var parentOfChange: [Int: Int] = [:]

    // Collections without children get theirs by being replaced.
    private var filled: [Int: [Insertion]] = [:]
    private var items: [Int: [Int]] = [:]

    init(_ changes: [Edits.Change], of file: YAMLFile) throws(YAMLError) {
        self.file = file
        for (number, change) in changes.enumerated() {
            let node = Node(file: file, index: change.node)
            if number == 0 || node.position < place { place = node.position }
            try take(change, node)
        }
        for (index, insertions) in filled {
            let node = Node(file: file, index: index)
            guard replacements[index] == nil else { throw refusal("edits contradict", node) }
            replacements[index] = Content(insertions, likeFlow: false)
        }
        for (index, change) in collections {
            for child in change.removed { parentOfChange[child] = index }
            let end = Int(file.tree.records[index].next)
            for child in change.insertions.keys where child != end {
                parentOfChange[child] = index
            }
        }
        try refuseContradictions()
    }

    private mutating func take(_ change: Edits.Change, _ node: Node) throws(YAMLError) {
        switch change {
        case .replace(_, let content):
            replacements[node.index] = content
        case .insertEntry(let key, let content, _, let before):
            let insertion = Insertion(key: key, content: content)
            if node.isVacant(for: .mapping), before == nil {
                filled[node.index, default: []].append(insertion)
            } else {
                let next = try entry(before, in: node)
                collections[node.index, default: .init()].insert(insertion, before: next)
            }
        case .insertItem(let content, _, let position):
            let insertion = Insertion(key: nil, content: content)
            if node.isVacant(for: .sequence), position == 0 {
                filled[node.index, default: []].append(insertion)
            } else {
                let next = try item(position, in: node, isPlace: true)
                collections[node.index, default: .init()].insert(insertion, before: next)
            }
        case .removeEntry(let key, _):
            let key = try entry(key, in: node)
            collections[node.index, default: .init()].removed.insert(key)
        case .removeItem(let position, _):
            let item = try item(position, in: node, isPlace: false)
            collections[node.index, default: .init()].removed.insert(item)
        }
    }

    private func entry(_ key: String?, in node: Node) throws(YAMLError) -> Int {
        guard node.kind == .mapping else { throw refusal("node is not a mapping", node) }
        guard let key else { return Int(node.record.next) }
        guard let entry = node.entry(key) else {
            throw refusal("mapping does not have the key", node)
        }
        return entry.key.index
    }

    private mutating func item(
        _ position: Int,
        in node: Node,
        isPlace: Bool
    ) throws(YAMLError) -> Int {
        guard node.kind == .sequence else { throw refusal("node is not a sequence", node) }
        if items[node.index] == nil { items[node.index] = node.items.map(\.index) }
        let known = items[node.index] ?? []
        if isPlace, position == known.count { return Int(node.record.next) }
        guard known.indices.contains(position) else {
            throw refusal("sequence does not have the item", node)
        }
        return known[position]
    }

    // A change inside something that is removed or replaced would be lost without a word.
    private func refuseContradictions() throws(YAMLError) {
        var gone: [Range<Int>] = []
        for index in replacements.keys {
            if collections[index] != nil {
                throw refusal("edits contradict", Node(file: file, index: index))
            }
            gone.append(index + 1..<Int(file.tree.records[index].next))
        }
        for (index, change) in collections {
            let isMapping = file.tree.records[index].kind == .mapping
            for child in change.removed {
                let last = isMapping ? child + 1 : child
                gone.append(child..<Int(file.tree.records[last].next))
            }
        }
        gone.sort { $0.lowerBound < $1.lowerBound }
        let changed = (Array(replacements.keys) + Array(collections.keys)).sorted()
        var next = 0
        for range in gone {
            while next < changed.count, changed[next] < range.lowerBound { next += 1 }
            if next < changed.count, range.contains(changed[next]) {
                throw refusal("edits contradict", Node(file: file, index: changed[next]))
            }
        }
    }

    private func refusal(_ message: String, _ node: Node) -> YAMLError {
        YAMLError(position: node.position, message: message)
    }
}

extension EditPlan.CollectionChange {
    mutating func insert(_ insertion: EditPlan.Insertion, before record: Int) {
        insertions[record, default: []].append(insertion)
        insertedCount += 1
    }
}

extension Edits.Change {
    /// The record that the change is made to.
    fileprivate var node: Int {
        switch self {
        case .replace(let node, _), .insertEntry(_, _, into: let node, before: _),
            .insertItem(_, into: let node, at: _), .removeEntry(_, from: let node),
            .removeItem(_, from: let node):
            node
        }
    }
}

extension Node {
    /// Whether this is a collection of `kind` without children, or nothing at all.
    fileprivate func isVacant(for kind: Kind) -> Bool {
        if self.kind == kind { return count == 0 }
        guard style == .plain, self.kind == .scalar else { return false }
        return ["", "~", "null", "Null", "NULL"].contains { equals($0) }
    }
}

extension Content {
    /// A collection of what is inserted.
    init(_ insertions: [EditPlan.Insertion], likeFlow isFlow: Bool) {
        let isMapping = insertions.first?.key != nil
        let entries = insertions.map { ($0.key ?? "", $0.content) }
        let items = insertions.map(\.content)
        self =
            switch (isMapping, isFlow) {
            case (true, false): .mapping(entries)
            case (true, true): .flowMapping(entries)
            case (false, false): .sequence(items)
            case (false, true): .flowSequence(items)
            }
    }
}
