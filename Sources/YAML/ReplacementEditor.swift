/// Puts one content in the place of one node.
struct ReplacementEditor {
    let layout: Layout

    /// Turns every replacement of `plan` into splices.
    func edit(_ plan: EditPlan, into splices: inout Splices) throws(YAMLError) {
        for (index, content) in plan.replacements {
            if layout.isJSON || layout.isInFlow(index) || layout.role(of: index) == .key {
                replaceInline(index, content, &splices)
            } else if content.isBlock || isBelow(content, index) {
                replaceByBlock(index, content, &splices)
            } else if layout.record(index).style == .block {
                collapse(index, content, &splices)
            } else {
                replaceInline(index, content, &splices)
            }
        }
    }

    // A text that is to stand below its key, and does not yet.
    private func isBelow(_ content: Content, _ index: Int) -> Bool {
        guard case .below = content, layout.role(of: index) == .value else { return false }
        let record = layout.record(index)
        return record.style == .block || record.isEmpty
            || layout.startOfOwnLine(Int(record.start)) == nil
    }

    // MARK: On one line

    private func replaceInline(_ index: Int, _ content: Content, _ splices: inout Splices) {
        let record = layout.record(index)
        var bytes = spelled(content, index)
        if needsSpace(before: bytes, record) { bytes.insert(UInt8(ascii: " "), at: 0) }
        splices.replace(record.range, by: bytes, .at(index))
    }

    // An empty value is right behind its colon, and so is a JSON value; only quotes and brackets
    // may follow without a space, and only in JSON does a number.
    private func needsSpace(before bytes: [UInt8], _ record: NodeRecord) -> Bool {
        let start = Int(record.start)
        guard start > 0, !layout.isJSON || record.isEmpty else { return false }
        let before = layout.text[start - 1]
        if record.isEmpty { return !before.isBlank }
        guard before == UInt8(ascii: ":"), let first = bytes.first else { return false }
        return ![UInt8(ascii: "\""), UInt8(ascii: "["), UInt8(ascii: "{")].contains(first)
    }

    // Text keeps the quotes that it replaces, where they can hold it.
    private func spelled(_ content: Content, _ index: Int) -> [UInt8] {
        let isInFlow = layout.isInFlow(index)
        if case .string(let text) = content, !layout.isJSON {
            switch layout.record(index).style {
            case .doubleQuoted: return ScalarSpelling.doubleQuoted(text)
            case .singleQuoted:
                if let quoted = ScalarSpelling.singleQuoted(text) { return quoted }
            default: break
            }
        }
        var writer = writer()
        writer.inline(content, inFlow: isInFlow)
        return writer.bytes
    }

    // MARK: Lines for one line

    private func replaceByBlock(_ index: Int, _ content: Content, _ splices: inout Splices) {
        let record = layout.record(index)
        let start = Int(record.start)
        let next = layout.lineAfter(index)
        let end = layout.lineEnd(before: next)
        let ownLine = layout.startOfOwnLine(start)
        let column = column(of: index, for: content)
        if record.style == .block, let ownLine {
            // Written anew with its indentation, which may have to grow.
            var writer = writer()
            writer.indent(column)
            writer.lines(content, column: column)
            splices.replace(ownLine..<end, by: writer.bytes, .at(index))
        } else if layout.role(of: index) == .value && (ownLine == nil || record.isEmpty) {
            splices.remove(layout.afterColon(index)..<valueEnd(record, end), .at(index))
            insertLines(content, column, at: next, index, &splices)
        } else if layout.role(of: index) == .root && ownLine == nil {
            splices.remove(afterMarker(start)..<valueEnd(record, end), .at(index))
            insertLines(content, column, at: next, index, &splices)
        } else {
            replaceInPlace(index, content, column, end, &splices)
        }
    }

    // The first line stands where the node stood, the others come after its line and any comment.
    private func replaceInPlace(
        _ index: Int,
        _ content: Content,
        _ column: Int,
        _ end: Int,
        _ splices: inout Splices
    ) {
        let record = layout.record(index)
        var writer = writer()
        if needsSpace(before: [], record) { writer.append(" ".utf8) }
        writer.lines(content, column: column)
        let split = writer.bytes.firstIndex { $0.isLineEnd } ?? writer.bytes.count
        let range = Int(record.start)..<valueEnd(record, end)
        splices.replace(range, by: Array(writer.bytes[..<split]), .at(index))
        splices.insert(Array(writer.bytes[split...]), at: end, .at(index))
    }

    private func insertLines(
        _ content: Content,
        _ column: Int,
        at offset: Int,
        _ index: Int,
        _ splices: inout Splices
    ) {
        var writer = writer()
        writer.indent(column)
        writer.lines(content, column: column)
        writer.append(layout.lineEnd)
        splices.insert(writer.bytes, at: offset, .at(index))
    }

    // Block scalars and block collections end with their line.
    private func valueEnd(_ record: NodeRecord, _ lineEnd: Int) -> Int {
        record.isBlockScalar || record.style == .block ? lineEnd : Int(record.end)
    }

    private func column(of index: Int, for content: Content) -> Int {
        let record = layout.record(index)
        let isBelow = layout.startOfOwnLine(Int(record.start)) != nil && !record.isEmpty
        switch layout.role(of: index) {
        case .value:
            let key = Int(layout.record(index - 1).column)
            let least = if case .sequence = content { key } else { key + 1 }
            if isBelow, record.column >= least { return Int(record.column) }
            return if case .sequence = content { key } else { key + 2 }
        case .root: return isBelow ? Int(record.column) : 0
        case .item, .key: return Int(record.column) + (record.isEmpty ? 1 : 0)
        }
    }

    private func afterMarker(_ start: Int) -> Int {
        var end = start
        while end > 0, layout.text[end - 1].isBlank { end -= 1 }
        return end
    }

    // MARK: One line for lines

    private func collapse(_ index: Int, _ content: Content, _ splices: inout Splices) {
        let record = layout.record(index)
        let bytes = spelled(content, index)
        let next = layout.lineAfter(index)
        if layout.role(of: index) == .value,
            let ownLine = layout.startOfOwnLine(Int(record.start))
        {
            splices.insert([UInt8(ascii: " ")] + bytes, at: layout.afterColon(index), .at(index))
            splices.remove(ownLine..<next, .at(index))
        } else {
            let range = Int(record.start)..<layout.lineEnd(before: next)
            splices.replace(range, by: bytes, .at(index))
        }
    }

    private func writer() -> ContentWriter {
        ContentWriter(lineEnd: layout.lineEnd, isJSON: layout.isJSON)
    }
}
