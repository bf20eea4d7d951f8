/// Where a file's lines, colons, commas and dashes are, as edits need to know it.
struct Layout {
    /// What a node is to its parent.
    enum Role {
        case root
        case key
        case value
        case item
    }

    let file: YAMLFile
    /// The source, with a line end added where the last line has none.
    let text: [UInt8]
    /// Whether the last line has no line end.
    let endsOpen: Bool
    /// What ends lines that are added: whatever ends the first line of the file.
    let lineEnd: [UInt8]
    /// Whether the file is JSON, which it is to stay.
    let isJSON: Bool
    private let links: [Link]

    /// A node's parent, -1 for none, and whether the node is a key of it.
    private struct Link {
        var parent: Int32
        var isKey: Bool
    }

    init(of file: YAMLFile) {
        self.file = file
        var text = file.bytes
        let first = text.firstIndex(of: UInt8(ascii: "\n"))
        let isCRLF = first.map { $0 > 0 && text[$0 - 1] == UInt8(ascii: "\r") } ?? false
        lineEnd = isCRLF ? [0x0D, 0x0A] : [0x0A]
        endsOpen = text.last != UInt8(ascii: "\n")
        if endsOpen { text += lineEnd }
        self.text = text
        links = Self.links(in: file)
        isJSON = Self.isJSON(file)
    }

    // MARK: The tree

    func record(_ index: Int) -> NodeRecord { file.tree.records[index] }

    func parent(of index: Int) -> Int? {
        let parent = links[index].parent
        return parent < 0 ? nil : Int(parent)
    }

    func role(of index: Int) -> Role {
        guard let parent = parent(of: index) else { return .root }
        if record(parent).kind == .sequence { return .item }
        return links[index].isKey ? .key : .value
    }

    /// Whether a node is written inside brackets or braces.
    func isInFlow(_ index: Int) -> Bool {
        parent(of: index).map { record($0).style == .flow } ?? false
    }

    private static func links(in file: YAMLFile) -> [Link] {
        var links: [Link] = []
        links.reserveCapacity(file.tree.records.count)
        var open: [(index: Int, next: Int, isMapping: Bool, isKey: Bool)] = []
        for (index, record) in file.tree.records.enumerated() {
            while let last = open.last, last.next == index { open.removeLast() }
            if let last = open.last {
                links.append(Link(parent: Int32(last.index), isKey: last.isMapping && last.isKey))
                open[open.count - 1].isKey.toggle()
            } else {
                links.append(Link(parent: -1, isKey: false))
            }
            if record.isCollection {
                open.append((index, Int(record.next), record.kind == .mapping, true))
            }
        }
        return links
    }

    // MARK: Lines

    /// The first byte of the line at `offset`, if only blanks stand before it.
    func startOfOwnLine(_ offset: Int) -> Int? {
        var start = offset
        while start > 0, text[start - 1].isBlank { start -= 1 }
        return start == 0 || text[start - 1] == UInt8(ascii: "\n") ? start : nil
    }

    /// The first byte of the line after the one at `offset`.
    func nextLine(_ offset: Int) -> Int {
        var next = offset
        while next < text.count, text[next] != UInt8(ascii: "\n") { next += 1 }
        return min(next + 1, text.count)
    }

    /// The line end that `next`, the first byte of a line, comes after.
    func lineEnd(before next: Int) -> Int {
        var end = next
        if end > 0, text[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > 0, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return end
    }

    /// The first byte of the line after all that belongs to a node in block context.
    ///
    /// For a block scalar that keeps its empty lines those belong to it; else they do not.
    func lineAfter(_ index: Int) -> Int {
        let leaf = record(Int(record(index).next) - 1)
        guard leaf.isBlockScalar, leaf.extent == record(index).extent else {
            return nextLine(Int(record(index).end))
        }
        var end = Int(leaf.extent)
        if end > 0, text[end - 1] != UInt8(ascii: "\n") { return nextLine(end) }
        guard !keepsEmptyLines(leaf) else { return end }
        let first = nextLine(Int(leaf.end))
        while end > first, text[lineEnd(before: end) - 1] == UInt8(ascii: "\n") {
            end = lineEnd(before: end)
        }
        return end
    }

    /// Whether the header of a block scalar has a `+`.
    func keepsEmptyLines(_ scalar: NodeRecord) -> Bool {
        text[Int(scalar.start) + 1..<min(Int(scalar.start) + 3, text.count)]
            .contains(UInt8(ascii: "+"))
    }

    /// Where the comment lines right above the line at `start` begin, not before `bound`.
    ///
    /// Only those at the same column count: others may belong to something else.
    func startOfComments(above start: Int, column: Int, notBefore bound: Int) -> Int {
        var first = start
        while first > bound {
            var line = lineEnd(before: first)
            while line > bound, text[line - 1] != UInt8(ascii: "\n") { line -= 1 }
            let sign = line + column
            guard sign < first, text[sign] == UInt8(ascii: "#"),
                text[line..<sign].allSatisfy(\.isBlank)
            else { break }
            first = line
        }
        return first
    }

    // MARK: Gaps

    /// The first byte from `offset` on that is not blank, line end or comment.
    func skip(from offset: Int) -> Int {
        // Reading the file has walked every gap without finding a fault.
        (try? Gaps(text.span).skip(from: offset)) ?? text.count
    }

    /// The place right behind the colon of the value at `index`.
    func afterColon(_ index: Int) -> Int {
        skip(from: Int(record(index - 1).end)) + 1
    }

    private static func isJSON(_ file: YAMLFile) -> Bool {
        guard let first = file.tree.records.first, first.style == .flow else { return false }
        for (index, record) in file.tree.records.enumerated() {
            switch record.style {
            case .flow, .doubleQuoted: continue
            case .plain:
                let node = Node(file: file, index: index)
                guard !record.isEmpty, node.isPlainNonString else { return false }
            default: return false
            }
        }
        return true
    }
}
