/// Adds and removes the lines of block collections.
struct BlockEditor {
    typealias Job = CollectionEditor.Job
    typealias Child = CollectionEditor.Child

    let layout: Layout

    /// A block scalar that removed children stood behind, up to `end`.
    private struct TextBlock {
        let end: Int
        let keepsEmptyLines: Bool
    }

    func edit(_ job: Job, into splices: inout Splices) {
        guard job.hasSurvivors else { return replaceAll(job, &splices) }
        var bound = layout.skip(from: 0)
        var tail: Int?
        var text: TextBlock?
        for child in job.children {
            insert(before: child, job, notBefore: bound, tail: tail, &splices)
            if child.isRemoved { remove(child, job, goingOn: &tail, after: &text, &splices) }
            bound = layout.lineAfter(child.value)
        }
        guard !job.insertionsAtEnd.isEmpty, let last = job.children.last else { return }
        let bytes = lines(job.insertionsAtEnd, job)
        splices.insert(bytes, at: layout.lineAfter(last.value), job.end)
    }

    // MARK: Adding

    // `tail` is where the line begins that a removed first child left to what follows.
    private func insert(
        before child: Child,
        _ job: Job,
        notBefore bound: Int,
        tail: Int?,
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
                ? line : layout.startOfComments(above: line, column: column, notBefore: bound)
            guard let tail, place < tail else {
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

    // `tail` is where the removal of the first child ended, if that shares its line with a dash: what
    // follows moves up to the dash, so a second child there goes with the first.
    private func remove(
        _ child: Child,
        _ job: Job,
        goingOn tail: inout Int?,
        after text: inout TextBlock?,
        _ splices: inout Splices
    ) {
        let next = layout.lineAfter(child.value)
        if layout.startOfOwnLine(child.start) == nil || tail == child.start {
            var end = next
            while end < layout.text.count, layout.text[end].isBlank || layout.text[end].isLineEnd {
                end += 1
            }
            splices.remove(child.start..<end, .at(child.record))
            tail = end
        } else if let line = layout.startOfOwnLine(child.start) {
            let end = endOfRemains(child, line, next, column: Int(job.record.column), &text)
            splices.remove(line..<end, .at(child.record))
        }
    }

    // What is left behind a removed child must not become part of a text block in front of it: empty
    // lines, where that keeps them, and comments so far in that they could be its lines.
    private func endOfRemains(
        _ child: Child,
        _ line: Int,
        _ next: Int,
        column: Int,
        _ text: inout TextBlock?
    ) -> Int {
        let before = layout.record(child.record - 1)
        if before.isBlockScalar, Int(before.extent) == line {
            text = TextBlock(end: line, keepsEmptyLines: layout.keepsEmptyLines(before))
        }
        guard let block = text, block.end == line else { return next }
        var end = next
        var scan = next
        while scan < layout.text.count {
            let after = layout.nextLine(scan)
            let first = layout.text[scan..<after].firstIndex { $0 != UInt8(ascii: " ") } ?? after
            let isEmpty = first == after || layout.text[first].isLineEnd
            let isDeepComment = layout.text[min(first, after - 1)] == UInt8(ascii: "#") && first > scan + column
            guard isEmpty || isDeepComment else { break }
            if isDeepComment || block.keepsEmptyLines { end = after }
            scan = after
        }
        text = TextBlock(end: end, keepsEmptyLines: block.keepsEmptyLines)
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
