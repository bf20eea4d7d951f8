extension TreeBuilder {
    /// Walks the gap before a node that starts at `start` and says whether the node is a key.
    ///
    /// Afterwards the frame's `gap` is right behind the colon, dash or comma before the node, which
    /// is where an empty node is said to be.
    @_lifetime(self: copy self)
    mutating func enter(_ start: Int, isEmpty: Bool, isScalar: Bool) throws(YAMLError) -> Bool {
        guard let frame = open.last else { return false }
        let isKey = frame.isMapping && !frame.wantsValue
        if isKey {
            guard isScalar else { throw complexKey(at: start) }
            guard !isEmpty else {
                throw refusal("key is empty", at: start, "write \"\" if that is meant")
            }
        }
        var gap = try gaps.skip(from: frame.gap)
        if frame.wantsValue {
            gap = try enterValue(at: gap, of: frame)
        } else if frame.isFlow {
            if frame.count > 0 {
                guard gaps.holds(",", at: gap) else { throw unexpected(at: gap) }
                gap += 1
            }
        } else if !frame.isMapping {
            guard gaps.holds("-", at: gap) else { throw unexpected(at: gap) }
            gap += 1
        }
        if !isEmpty {
            let found = try gaps.skip(from: gap)
            guard found == start else { throw unexpected(at: found) }
        }
        open[open.count - 1].gap = gap
        return isKey
    }

    private func enterValue(at gap: Int, of frame: Frame) throws(YAMLError) -> Int {
        guard gaps.holds(":", at: gap) else {
            throw YAMLError(
                position: built.records[frame.key].position,
                message: "key without a value",
                hint: "put a space after the colon"
            )
        }
        return gap + 1
    }

    // MARK: Keys

    /// Refuses a key that is not a string or that the mapping has already.
    func checkKey(_ key: Int) throws(YAMLError) {
        let record = built.records[key]
        let bytes = value(of: record)
        if record.style == .plain, PlainScalar.isNonString(bytes) {
            let isMerge = bytes.count == 2 && bytes[0] == UInt8(ascii: "<")
            throw YAMLError(
                position: record.position,
                message: isMerge
                    ? "merge keys are not allowed"
                    : "key that some version of YAML does not read as a string",
                hint: isMerge ? "write the merged entries out" : "put it in quotes"
            )
        }
        // Large mappings are looked through once, when they end.
        guard let frame = open.last, frame.count < KeyTable.threshold else { return }
        var other = frame.record + 1
        while other < key {
            let earlier = built.records[other]
            if value(of: earlier).isEqual(to: bytes) { throw duplicate(record, of: earlier) }
            other = Int(built.records[Int(earlier.next)].next)
        }
    }

    /// Makes the key table of a mapping that just ended.
    @_lifetime(self: copy self)
    mutating func tabulate(_ mapping: Int) throws(YAMLError) {
        // Taken out, so that the values can be looked at while it grows.
        var keys = KeyTable()
        swap(&keys, &built.keys)
        let number = keys.open(for: built.records[mapping].count)
        var key = mapping + 1
        while key < built.records.count {
            let bytes = value(of: built.records[key])
            let earlier = keys.add(key, hash: bytes.hash, to: number) { other in
                value(of: built.records[other]).isEqual(to: bytes)
            }
            if let earlier { throw duplicate(built.records[key], of: built.records[earlier]) }
            key = Int(built.records[key + 1].next)
        }
        built.records[mapping].second = number
        swap(&keys, &built.keys)
    }

    @_lifetime(borrow self)
    private borrowing func value(of record: NodeRecord) -> Span<UInt8> {
        if record.isAside { return built.aside.span.extracting(record.value) }
        return source.extracting(record.value)
    }

    // MARK: Errors

    /// The line and column of a place that libyaml does not report, from 0.
    func place(of offset: Int) -> (line: Int, column: Int) {
        let known = built.records.last?.position ?? Position(line: 1, column: 1, offset: 0)
        let position = known.advanced(to: offset, in: source)
        return (position.line - 1, position.column - 1)
    }

    func refusal(_ message: String, at mark: EventParser.Mark, _ hint: String? = nil) -> YAMLError {
        var cursor = CharacterCursor(isASCII: false)
        return YAMLError(
            position: Position(
                line: mark.line + 1,
                column: mark.column + 1,
                offset: cursor.byte(of: mark.index, in: source)
            ),
            message: message,
            hint: hint
        )
    }

    func refusal(_ message: String, at offset: Int, _ hint: String? = nil) -> YAMLError {
        YAMLError(position: Position(of: offset, in: source), message: message, hint: hint)
    }

    func refusal(of failure: EventParser.Failure) -> YAMLError {
        let plain = refusal(failure.message, at: failure.mark)
        guard plain.position.offset < source.count else { return plain }
        let hint: String? =
            switch source[plain.position.offset] {
            case UInt8(ascii: "\t"): "indent with spaces, not with tabs"
            case UInt8(ascii: "@"), UInt8(ascii: "`"), UInt8(ascii: "%"): "put the text in quotes"
            case UInt8(ascii: ":"): "put text with a colon in quotes"
            default: nil
            }
        return YAMLError(position: plain.position, message: plain.message, hint: hint)
    }

    func unexpected(at offset: Int) -> YAMLError {
        gaps.holds("?", at: offset)
            ? complexKey(at: offset)
            : refusal("text that belongs to no value", at: offset)
    }

    private func complexKey(at offset: Int) -> YAMLError {
        refusal(
            "key is not a plain or quoted text on one line",
            at: offset,
            "write it as key: value"
        )
    }

    private func duplicate(_ record: NodeRecord, of earlier: NodeRecord) -> YAMLError {
        YAMLError(
            position: record.position,
            message: "key occurs twice, first at \(earlier.position)",
            hint: "remove one of the two"
        )
    }
}
