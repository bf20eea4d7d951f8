/// Adds and removes the lines of block collections.
struct BlockEditor {
    typealias Job = CollectionEditor.Job
    typealias Child = CollectionEditor.Child

    let layout: Layout

    /// What the children so far leave for the next one.
    private struct Walk {
        /// The line after the last child, or after all that went with it.
        var bound = 0
        /// Where the line begins that a removed first child left, beside its dash, to what follows.
        var tail: Int?
        /// A block scalar that only removed children stand behind, up to `bound`.
        var text: NodeRecord?
    }

    func edit(_ job: Job, into splices: inout Splices) {
        guard job.hasSurvivors else { return replaceAll(job, &splices) }
        var walk = Walk()
        for child in job.children {
            insert(before: child, job, walk, &splices)
            if child.isRemoved {
                remove(child, job, &walk, &splices)
            } else {
                walk.bound = layout.lineAfter(child.value)
                walk.text = nil
            }
        }
        guard !job.insertionsAtEnd.isEmpty else { return }
        splices.insert(lines(job.insertionsAtEnd, job), at: walk.bound, job.end)
    }

    // MARK: Adding

    private func insert(
        before child: Child,
        _ job: Job,
        _ walk: Walk,
        _ splices: inout Splices
    ) {
        guard !child.insertions.isEmpty else { return }
        let column = Int(job.record.column)
        var place = child.start
        if let line = layout.startOfOwnLine(child.start) {
            // The comment at the top of a document is about the document.
            let isTop = child.record == job.index + 1 && layout.role(of: job.index) == .root
            place =
                isTop
                ? line : layout.startOfComments(above: line, column: column, notBefore: walk.bound)
            guard let tail = walk.tail, place < tail else {
                return splices.insert(lines(child.insertions, job), at: place, .at(child.record))
            }
            place = tail
        }
        // It shares its line with the dash before it, and so does now what comes before it.
        var writer = writer()
        for insertion in child.insertions {
            write(insertion, column, &writer)
            writer.startLine(column)
        }
        splices.insert(writer.bytes, at: place, .at(child.record))
    }

    private func lines(_ insertions: [EditPlan.Insertion], _ job: Job) -> [UInt8] {
        var writer = writer()
        for insertion in insertions {
            writer.indent(Int(job.record.column))
            write(insertion, Int(job.record.column), &writer)
            writer.append(layout.lineEnd)
        }
        return writer.bytes
    }

    private func write(
        _ insertion: EditPlan.Insertion,
        _ column: Int,
        _ writer: inout ContentWriter
    ) {
        if let key = insertion.key {
            writer.entry(key, insertion.content, column: column)
        } else {
            writer.item(insertion.content, column: column)
        }
    }

    private func writer() -> ContentWriter { ContentWriter(lineEnd: layout.lineEnd) }

    // MARK: Removing

    private func remove(
        _ child: Child,
        _ job: Job,
        _ walk: inout Walk,
        _ splices: inout Splices
    ) {
        let next = layout.lineAfter(child.value)
        if let line = layout.startOfOwnLine(child.start), walk.tail != child.start {
            walk.bound = endOfRemains(child, line, next, column: Int(job.record.column), &walk)
            return splices.remove(line..<walk.bound, .at(child.record))
        }
        // It shares its line with a dash, so what follows moves up to that.
        var end = next
        while end < layout.text.count, layout.text[end].isBlank || layout.text[end].isLineEnd {
            end += 1
        }
        splices.remove(child.start..<end, .at(child.record))
        walk.tail = end
        walk.bound = next
    }

    // What is left behind a removed child must not become part of a text block in front of it: empty
    // lines, where that keeps them, and comments so far in that they could be its lines.
    private func endOfRemains(
        _ child: Child,
        _ line: Int,
        _ next: Int,
        column: Int,
        _ walk: inout Walk
    ) -> Int {
        let before = layout.record(child.record - 1)
        if before.isBlockScalar, Int(before.extent) == line {
            walk.text = before
        } else if walk.bound != line {
            walk.text = nil
        }
        guard let text = walk.text else { return next }
        var end = next
        var scan = next
        while scan < layout.text.count {
            let after = layout.nextLine(scan)
            var first = scan
            while layout.text[first] == UInt8(ascii: " ") { first += 1 }
            let isEmpty = layout.text[first].isLineEnd
            let isDeep = layout.text[first] == UInt8(ascii: "#") && first > scan + column
            guard isEmpty || isDeep else { break }
            if isDeep || layout.keepsEmptyLines(text) { end = after }
            scan = after
        }
        return end
    }

    // Without any child left, what is new stands in the first one's place, or `{}` does.
    private func replaceAll(_ job: Job, _ splices: inout Splices) {
        guard let first = job.children.first else { return }
        let insertions = job.allInsertions
        let isEmptied = insertions.isEmpty
        let empty = Array((job.isMapping ? "{}" : "[]").utf8)
        let movesUp = isEmptied && layout.role(of: job.index) == .value
        if movesUp {
            let place = layout.afterColon(job.index)
            splices.insert([UInt8(ascii: " ")] + empty, at: place, .at(job.index))
        } else {
            var writer = writer()
            for (number, insertion) in insertions.enumerated() {
                if number > 0 { writer.startLine(Int(job.record.column)) }
                write(insertion, Int(job.record.column), &writer)
            }
            let end = layout.lineEnd(before: layout.lineAfter(first.value))
            let bytes = isEmptied ? empty : writer.bytes
            splices.replace(first.start..<end, by: bytes, .at(job.index))
        }
        for child in movesUp ? job.children[...] : job.children.dropFirst() {
            guard let line = layout.startOfOwnLine(child.start) else { continue }
            splices.remove(line..<layout.lineAfter(child.value), .at(child.record))
        }
    }
}
