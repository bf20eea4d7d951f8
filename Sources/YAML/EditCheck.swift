/// Compares an edited file with what its changes mean, so that nothing wrong is ever written.
///
/// Both trees are walked once, side by side. A node that no change names must be of the same kind,
/// in the same style, with the same bytes as its value.
struct EditCheck: ~Copyable {
    private let plan: EditPlan
    private let old: YAMLFile

    init(_ plan: EditPlan) {
        self.plan = plan
        old = plan.file
    }

    /// Throws unless `bytes` are the file with the plan's changes, no more and no less.
    ///
    /// Gives the file as it was read for that.
    @discardableResult
    func check(_ bytes: [UInt8]) throws(YAMLError) -> YAMLFile {
        let new: YAMLFile
        do {
            new = try YAMLFile(bytes, editedFrom: old)
        } catch {
            throw YAMLError(
                position: plan.place,
                message: "edits give a file that cannot be read: \(error)",
                hint: error.hint
            )
        }
        var walk = Walk(old: old, new: new)
        guard walk.matches(plan) else {
            throw YAMLError(
                position: plan.place,
                message: "edits would change more than they say",
                hint: "write this part of the file in a simpler way, or edit it by hand"
            )
        }
        return new
    }
}

/// Two trees and how far each has been walked.
private struct Walk {
    let old: YAMLFile
    let new: YAMLFile
    private var index = 0
    private var found = 0
    private var rootsPassed = 0
    /// Collections with insertions after all their children, the innermost last.
    private var open: [Int] = []

    init(old: YAMLFile, new: YAMLFile) {
        self.old = old
        self.new = new
    }

    mutating func matches(_ plan: EditPlan) -> Bool {
        let records = old.tree.records
        while true {
            while let last = open.last, Int(records[last].next) == index {
                open.removeLast()
                guard takes(plan.collections[last]?.insertions[index]) else { return false }
            }
            guard index < records.count else { break }
            guard takesNode(plan) else { return false }
        }
        return found == new.tree.records.count && rootsPassed == new.tree.roots.count
    }

    private mutating func takesNode(_ plan: EditPlan) -> Bool {
        let record = old.tree.records[index]
        if rootsPassed < old.tree.roots.count, old.tree.roots[rootsPassed] == index {
            guard rootsPassed < new.tree.roots.count, new.tree.roots[rootsPassed] == found else {
                return false
            }
            rootsPassed += 1
        }
        if let parent = plan.parentOfChange[index], let change = plan.collections[parent] {
            guard takes(change.insertions[index]) else { return false }
            if change.removed.contains(index) {
                let isMapping = old.tree.records[parent].kind == .mapping
                index = Int(old.tree.records[isMapping ? index + 1 : index].next)
                return true
            }
        }
        if let content = plan.replacements[index] {
            index = Int(record.next)
            return takes(content)
        }
        let change = plan.collections[index]
        guard takesSame(record, change) else { return false }
        if change?.insertions[Int(record.next)] != nil { open.append(index) }
        index += 1
        return true
    }

    // MARK: What stays

    private mutating func takesSame(
        _ record: NodeRecord,
        _ change: EditPlan.CollectionChange?
    ) -> Bool {
        guard found < new.tree.records.count else { return false }
        let other = new.tree.records[found]
        guard record.kind == other.kind else { return false }
        if record.isCollection {
            let added = (change?.insertedCount ?? 0) - (change?.removed.count ?? 0)
            guard other.count == record.count + added else { return false }
            // A block collection without children can only be written as a flow one.
            guard record.style == other.style || other.count == 0 else { return false }
        } else {
            guard record.style == other.style else { return false }
            let value = Node(file: new, index: found)
            let isSame = Node(file: old, index: index).utf8Span.isEqual(to: value.utf8Span)
            guard isSame else { return false }
        }
        found += 1
        return true
    }

    // MARK: What is new

    private mutating func takes(_ insertions: [EditPlan.Insertion]?) -> Bool {
        for insertion in insertions ?? [] {
            if let key = insertion.key {
                guard takes(key) else { return false }
            }
            guard takes(insertion.content) else { return false }
        }
        return true
    }

    private mutating func takes(_ content: Content) -> Bool {
        switch content {
        case .string(let text), .below(let text): takes(text)
        case .quoted(let text): takes(text, as: .doubleQuoted)
        case .bare(let text): takes(text, as: .plain)
        case .mapping(let entries), .flowMapping(let entries):
            takes(.mapping, entries.count)
                && entries.allSatisfy { takes($0.0) && takes($0.1) }
        case .sequence(let items), .flowSequence(let items):
            takes(.sequence, items.count) && items.allSatisfy { takes($0) }
        }
    }

    private mutating func takes(_ kind: Node.Kind, _ count: Int) -> Bool {
        guard found < new.tree.records.count else { return false }
        let node = Node(file: new, index: found)
        found += 1
        return node.kind == kind && node.count == count
    }

    private mutating func takes(_ text: String, as style: Node.Style? = nil) -> Bool {
        guard found < new.tree.records.count else { return false }
        let node = Node(file: new, index: found)
        found += 1
        guard node.kind == .scalar, node.equals(text) else { return false }
        return style.map { node.style == $0 } ?? !node.isPlainNonString
    }
}
