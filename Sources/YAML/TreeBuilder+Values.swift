extension TreeBuilder {
    /// Says where the value of `record` stands, and copies it aside where the source spells it differently.
    @_lifetime(self: copy self)
    mutating func store(
        _ value: Span<UInt8>,
        in record: inout NodeRecord
    ) throws(YAMLError) {
        let isQuoted = record.style == .singleQuoted || record.style == .doubleQuoted
        let inner = isQuoted ? record.range.dropFirst().dropLast() : record.range
        if !pairs.isEmpty, pairs.isIn(record.range) {
            guard record.style == .doubleQuoted else {
                throw YAMLError(
                    position: record.position,
                    message: "surrogate escape outside a JSON string"
                )
            }
            record.first = UInt32(built.aside.count)
            try JSONString.decode(inner, of: source, into: &built.aside)
            record.second = UInt32(built.aside.count) - record.first
            record.isAside = true
        } else if let cut = shortening.cut(in: inner) {
            let head = cut.start - inner.lowerBound
            isUnfit =
                value.count != inner.count - cut.count
                || !source.extracting(inner.lowerBound..<cut.start)
                    .isEqual(to: value.extracting(first: head))
                || !source.extracting(cut.end..<inner.upperBound)
                    .isEqual(to: value.extracting(droppingFirst: head))
            record.first = UInt32(inner.lowerBound)
            record.second = UInt32(inner.count)
        } else if source.extracting(inner).isEqual(to: value) {
            record.first = UInt32(inner.lowerBound)
            record.second = UInt32(inner.count)
        } else {
            record.first = UInt32(built.aside.count)
            record.second = UInt32(value.count)
            record.isAside = true
            built.aside.append(value)
        }
    }

    /// The byte at which libyaml's place is.
    @_lifetime(self: copy self)
    mutating func byte(_ mark: EventParser.Mark) -> Int {
        guard shortening.isEmpty else {
            return min(shortening.sourceOffset(mark.index), source.count)
        }
        return cursor.byte(of: mark.index, in: source)
    }

    /// Refuses what may stand in front of a node.
    func refuseProperties(_ parser: borrowing EventParser) throws(YAMLError) {
        if parser.hasAnchor {
            throw refusal("anchors are not allowed", at: parser.start, "write the value out")
        }
        if parser.hasTag {
            throw refusal("tags are not allowed", at: parser.start, "remove it, or quote the text")
        }
    }
}
