/// Changes to a file that leave every other byte as it is.
///
/// Places are those of the file as it was read, however many changes there are. What changes is
/// checked when the changes are applied: the result is read again and compared, node by node, with
/// what the changes mean.
package struct Edits: Sendable {
    /// One change, as it was asked for.
    enum Change: Sendable {
        case replace(Int, Content)
        case insertEntry(String, Content, into: Int, before: String?)
        case insertItem(Content, into: Int, at: Int)
        case removeEntry(String, from: Int)
        case removeItem(Int, from: Int)
    }

    private let file: YAMLFile
    private var changes: [Change] = []

    /// No changes to `file` yet.
    package init(_ file: YAMLFile) {
        self.file = file
    }

    /// Puts `content` where `node` is.
    ///
    /// Text that replaces text keeps its quotes, where they can hold it, and its place: what stands
    /// on the line after its key stays there. Of two replacements of one node the later counts.
    package mutating func replace(_ node: Node, with content: Content) {
        changes.append(.replace(index(of: node), content))
    }

    /// Adds an entry to a mapping, at its end or before the entry of another key.
    ///
    /// A value left out or `null` counts as a mapping without entries. Comment lines right above
    /// the other key stay with it.
    package mutating func insert(
        _ key: String,
        _ value: Content,
        into mapping: Node,
        before: String? = nil
    ) {
        changes.append(.insertEntry(key, value, into: index(of: mapping), before: before))
    }

    /// Adds an item to a sequence, before the item that is at `index` in the file as it was read.
    package mutating func insert(_ item: Content, into sequence: Node, at index: Int) {
        changes.append(.insertItem(item, into: self.index(of: sequence), at: index))
    }

    /// Removes an entry with the lines that it stands on, but not the comment lines above it.
    package mutating func remove(_ key: String, from mapping: Node) {
        changes.append(.removeEntry(key, from: index(of: mapping)))
    }

    /// Removes the item that is at `index` in the file as it was read.
    package mutating func remove(at index: Int, from sequence: Node) {
        changes.append(.removeItem(index, from: self.index(of: sequence)))
    }

    /// The bytes of the file with all changes made.
    ///
    /// Throws when a change names what is not there, when two contradict each other, and rather than
    /// ever give a file that means anything else than the changes say.
    package func applied() throws(YAMLError) -> [UInt8] {
        try edited().bytes
    }

    /// The file with all changes made, read already: checking it takes that.
    package func edited() throws(YAMLError) -> YAMLFile {
        guard !changes.isEmpty else { return file }
        let plan = try EditPlan(changes, of: file)
        var splices = Splices()
        let layout = Layout(of: file)
        try ReplacementEditor(layout: layout).edit(plan, into: &splices)
        try CollectionEditor(layout: layout).edit(plan, into: &splices)
        let edited = try splices.applied(to: layout.text, at: plan.place)
        guard layout.endsOpen, edited.last == UInt8(ascii: "\n") else {
            return try EditCheck(plan).check(edited)
        }
        return try withoutLastLineEnd(edited, EditCheck(plan), layout)
    }

    // The file ends without a line end: so shall the result, unless that changes its last value.
    private func withoutLastLineEnd(
        _ edited: [UInt8],
        _ check: borrowing EditCheck,
        _ layout: Layout
    ) throws(YAMLError) -> YAMLFile {
        let open = Array(edited.dropLast(layout.lineEnd.count))
        do {
            return try check.check(open)
        } catch {
            if let ended = try? check.check(edited) { return ended }
            guard let last = file.tree.records.last, last.isBlockScalar else { throw error }
            throw YAMLError(
                position: last.position,
                message: "text ends with the file, without a line end, and cannot be followed",
                hint: "end the last line of the file first"
            )
        }
    }

    private func index(of node: Node) -> Int {
        precondition(node.file === file, "the node is of another file")
        return node.index
    }
}
