/// Adds and removes entries between braces and items between brackets, commas included.
struct FlowEditor {
    typealias Job = CollectionEditor.Job
    typealias Child = CollectionEditor.Child

    let layout: Layout

    func edit(_ job: Job, into splices: inout Splices) {
        guard job.hasSurvivors, let last = job.children.last else {
            return splices.replace(job.record.range, by: whole(job), .at(job.index))
        }
        let hasLastComma = comma(after: last) != nil
        // What stands after the last survivor comes and goes with the comma between them.
        let tail = job.children.reversed().prefix(while: \.isRemoved).count
        let split = job.children.count - tail
        for child in job.children[..<split] {
            insert(before: child, &splices)
            if child.isRemoved { remove(child, inTail: false, &splices) }
        }
        for child in job.children[split...] { remove(child, inTail: true, &splices) }
        let added = job.children[split...].flatMap(\.insertions) + job.insertionsAtEnd
        if !added.isEmpty {
            append(added, job, last, hasLastComma: hasLastComma, &splices)
        } else if tail > 0, !hasLastComma, let comma = comma(after: job.children[split - 1]) {
            splices.remove(comma..<comma + 1, job.end)
        }
    }

    private func whole(_ job: Job) -> [UInt8] {
        var writer = writer()
        let insertions = job.allInsertions
        if insertions.isEmpty {
            writer.append((job.isMapping ? "{}" : "[]").utf8)
        } else {
            writer.inline(Content(insertions, likeFlow: true), inFlow: true)
        }
        return writer.bytes
    }

    // MARK: Adding

    private func insert(before child: Child, _ splices: inout Splices) {
        guard !child.insertions.isEmpty else { return }
        var writer = writer()
        if let line = ownLine(child) {
            for insertion in child.insertions {
                writer.append(layout.text[line..<child.start])
                write(insertion, &writer)
                writer.append(",".utf8)
                writer.append(layout.lineEnd)
            }
            return splices.insert(writer.bytes, at: line, .at(child.record))
        }
        for insertion in child.insertions {
            write(insertion, &writer)
            writer.append(", ".utf8)
        }
        splices.insert(writer.bytes, at: child.start, .at(child.record))
    }

    private func append(
        _ insertions: [EditPlan.Insertion],
        _ job: Job,
        _ last: Child,
        hasLastComma: Bool,
        _ splices: inout Splices
    ) {
        var writer = writer()
        let separatorComes = !hasLastComma && !last.isRemoved
        if let line = ownLine(last) {
            if separatorComes { splices.insert([UInt8(ascii: ",")], at: last.end, job.end) }
            for (number, insertion) in insertions.enumerated() {
                writer.append(layout.text[line..<last.start])
                write(insertion, &writer)
                if hasLastComma || number < insertions.count - 1 { writer.append(",".utf8) }
                writer.append(layout.lineEnd)
            }
            let end = comma(after: last) ?? last.end
            return splices.insert(writer.bytes, at: layout.nextLine(end), job.end)
        }
        for (number, insertion) in insertions.enumerated() {
            if number > 0 || separatorComes { writer.append(",".utf8) }
            writer.append(" ".utf8)
            write(insertion, &writer)
        }
        if hasLastComma { writer.append(",".utf8) }
        let place = comma(after: last).map { $0 + 1 } ?? last.end
        splices.insert(writer.bytes, at: place, job.end)
    }

    private func write(_ insertion: EditPlan.Insertion, _ writer: inout ContentWriter) {
        if let key = insertion.key {
            writer.string(key, inFlow: true)
            writer.append(": ".utf8)
        }
        writer.inline(insertion.content, inFlow: true)
    }

    private func writer() -> ContentWriter {
        ContentWriter(lineEnd: layout.lineEnd, isJSON: layout.isJSON)
    }

    // MARK: Removing

    private func remove(_ child: Child, inTail: Bool, _ splices: inout Splices) {
        let text = layout.text
        let end = comma(after: child).map { $0 + 1 } ?? child.end
        if let line = ownLine(child) {
            return splices.remove(line..<layout.nextLine(end), .at(child.record))
        }
        var start = child.start
        var after = end
        while text[after].isBlank { after += 1 }
        // At the end of a line or list the blanks before it go, else those after it.
        let isLast = inTail || text[after].isLineEnd || "#]}".utf8.contains(text[after])
        if isLast {
            after = end
            if text[after] != UInt8(ascii: "#") {
                while start > 0, text[start - 1].isBlank { start -= 1 }
            }
        }
        splices.remove(start..<after, .at(child.record))
    }

    // MARK: The source

    private func comma(after child: Child) -> Int? {
        let place = layout.skip(from: child.end)
        return place < layout.text.count && layout.text[place] == UInt8(ascii: ",") ? place : nil
    }

    /// The first byte of the line, if nothing else stands on the child's lines but a comment.
    private func ownLine(_ child: Child) -> Int? {
        guard let line = layout.startOfOwnLine(child.start), line > 0 else { return nil }
        var end = comma(after: child).map { $0 + 1 } ?? child.end
        while end < layout.text.count, layout.text[end].isBlank { end += 1 }
        guard end < layout.text.count else { return line }
        return layout.text[end].isLineEnd || layout.text[end] == UInt8(ascii: "#") ? line : nil
    }
}
