/// Adds and removes the lines of block collections.
struct BlockEditor {
    typealias Job = CollectionEditor.Job
    typealias Child = CollectionEditor.Child

    let layout: Layout

    func edit(_ job: Job, into splices: inout Splices) {
        guard job.hasSurvivors else { return replaceAll(job, &splices) }
        var bound = layout.skip(from: 0)
        var tail: Int?
        for child in job.children {
            insert(before: child, job, notBefore: bound, &splices)
            if child.isRemoved { remove(child, job, goingOn: &tail, &splices) }
            bound = layout.lineAfter(child.value)
        }
        guard !job.insertionsAtEnd.isEmpty, let last = job.children.last else { return }
        let bytes = lines(job.insertionsAtEnd, job)
        splices.insert(bytes, at: layout.lineAfter(last.value), job.end)
    }

    // MARK: Adding

    private func insert(
        before child: Child,
        _ job: Job,
        notBefore bound: Int,
        _ splices: inout Splices
    ) {
        guard !child.insertions.isEmpty else { return }
        let column = Int(job.record.column)
        guard let line = layout.startOfOwnLine(child.start) else {
            // It shares its line with the dash before it, and so does now what comes before it.
            var writer = writer()
            for insertion in child.insertions {
                write(insertion, column, &writer)
                writer.startLine(column)
            }
            return splices.insert(writer.bytes, at: child.start, .at(child.record))
        }
        // The comment at the top of a document is about the document.
        let isTop = child.record == job.index + 1 && layout.role(of: job.index) == .root
        let place =
            isTop
            ? line : layout.startOfComments(above: line, column: column, notBefore: bound)
        splices.insert(lines(child.insertions, job), at: place, .at(child.record))
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
            splices.remove(line..<next, .at(child.record))
        }
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
