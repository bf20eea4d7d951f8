/// Turns libyaml's events into a tree's records and refuses what the strict reading does not allow.
///
/// Collections that are still open are kept on a stack of its own: no input makes it recurse.
struct TreeBuilder: ~Copyable, ~Escapable {
    /// What building leaves for the tree.
    struct Parts: ~Copyable {
        var records: [NodeRecord] = []
        var aside = WipedBytes()
        var keys = KeyTable()
        var roots: [Int] = []
        /// What libyaml did not get.
        var shortening = Shortening.none
    }

    /// A mapping or sequence whose end has not come yet.
    struct Frame {
        let record: Int
        let isMapping: Bool
        let isFlow: Bool
        /// Whether a key has come whose value has not.
        var wantsValue = false
        /// The entries or items so far.
        var count = 0
        /// The last key.
        var key = 0
        /// Where the gap before the next child starts.
        var gap: Int
        /// Where the last child ended.
        var end: Int
    }

    let source: Span<UInt8>
    let limits: ReadingLimits
    var built = Parts()
    var open: [Frame] = []
    var cursor: CharacterCursor
    var pairs: SurrogatePairs
    var shortening: Shortening
    /// Whether a value turned up for which the cuts must not be made.
    ///
    /// What was built is useless then.
    var isUnfit = false

    @_lifetime(copy source)
    init(
        _ source: Span<UInt8>,
        isASCII: Bool,
        pairs: SurrogatePairs = .none,
        shortening: Shortening = .none,
        limits: ReadingLimits
    ) {
        self.source = source
        self.limits = limits
        self.pairs = pairs
        self.shortening = shortening
        cursor = CharacterCursor(isASCII: isASCII)
        let read = shortening.shortened(source.count)
        built.records.reserveCapacity(min(read / 24 + 8, limits.nodes))
        open.reserveCapacity(8)
    }

    consuming func parts() -> Parts { built }

    var gaps: Gaps {
        @_lifetime(copy self)
        get { Gaps(source) }
    }

    /// Reads all events of `parser`, which reads the same source, pairs masked or not.
    @_lifetime(self: copy self)
    mutating func build(_ parser: inout EventParser) throws(YAMLError) {
        while !isUnfit {
            let kind: EventParser.Kind
            do {
                kind = try parser.next()
            } catch {
                throw refusal(of: error)
            }
            switch kind {
            case .streamEnd: return
            case .streamStart: try refuseDirective(from: 0)
            case .documentStart: break
            case .documentEnd: try endDocument(parser)
            case .alias:
                throw refusal("aliases are not allowed", at: parser.start, "write the value out")
            case .scalar: try addScalar(parser)
            case .mappingStart: try openCollection(parser, isMapping: true)
            case .sequenceStart: try openCollection(parser, isMapping: false)
            case .mappingEnd, .sequenceEnd: try closeCollection()
            }
        }
    }

    // MARK: Documents

    // libyaml refuses anything after a root but a marker; what stands before that is for here.
    @_lifetime(self: copy self)
    private mutating func endDocument(_ parser: borrowing EventParser) throws(YAMLError) {
        if let root = built.roots.last {
            _ = try gaps.skip(from: Int(built.records[root].extent))
        }
        try refuseDirective(from: byte(parser.end))
    }

    // Before libyaml sees them: it compares every %TAG with all before it, which takes minutes for a
    // file full of them.
    private func refuseDirective(from offset: Int) throws(YAMLError) {
        var next = try gaps.skip(from: offset)
        while gaps.holds(".", at: next), gaps.holds(".", at: next + 1),
            gaps.holds(".", at: next + 2)
        {
            next = try gaps.skip(from: next + 3)
        }
        guard gaps.holds("%", at: next) else { return }
        throw refusal("directives are not allowed", at: next, "remove the line that starts with %")
    }

    // MARK: Nodes

    @_lifetime(self: copy self)
    private mutating func addScalar(_ parser: borrowing EventParser) throws(YAMLError) {
        try refuseProperties(parser)
        let style = parser.scalarStyle
        var start = byte(parser.start)
        var end = byte(parser.end)
        let isEmpty = style == .plain && parser.value.count == 0
        if isEmpty, open.isEmpty { return }
        let isKey = try enter(start, isEmpty: isEmpty, isScalar: true)
        var place = (line: parser.start.line, column: parser.start.column)
        if isEmpty, let after = open.last?.gap {
            if after != start { place = self.place(of: after) }
            (start, end) = (after, after)
        }
        let extent = end
        if style == .literal || style == .folded {
            while end > start + 1, source[end - 1].isBlank || source[end - 1].isLineEnd { end -= 1 }
        }
        var record = NodeRecord(
            kind: .scalar,
            style: style,
            start: UInt32(start),
            end: UInt32(end),
            line: UInt32(place.line),
            column: UInt32(place.column),
            next: UInt32(built.records.count + 1),
            extent: UInt32(extent)
        )
        try store(parser.value, in: &record)
        try append(record)
        if isKey { try checkKey(built.records.count - 1) }
        leave(end: end, extent: extent, isKey: isKey)
    }

    @_lifetime(self: copy self)
    private mutating func openCollection(
        _ parser: borrowing EventParser,
        isMapping: Bool
    ) throws(YAMLError) {
        try refuseProperties(parser)
        let start = byte(parser.start)
        let style = parser.collectionStyle
        if isMapping, style == .flow, !gaps.holds("{", at: start) {
            throw refusal(
                "pair inside a flow sequence",
                at: parser.start,
                "put braces around it, or quotes if it is text"
            )
        }
        _ = try enter(start, isEmpty: false, isScalar: false)
        guard open.count < limits.depth else {
            throw refusal("nested deeper than the limit of \(limits.depth)", at: parser.start)
        }
        let record = NodeRecord(
            kind: isMapping ? .mapping : .sequence,
            style: style,
            start: UInt32(start),
            end: UInt32(start),
            line: UInt32(parser.start.line),
            column: UInt32(parser.start.column),
            next: 0,
            extent: UInt32(start)
        )
        try append(record)
        open.append(
            Frame(
                record: built.records.count - 1,
                isMapping: isMapping,
                isFlow: style == .flow,
                gap: style == .flow ? start + 1 : start,
                end: start
            )
        )
    }

    @_lifetime(self: copy self)
    private mutating func closeCollection() throws(YAMLError) {
        guard let frame = open.popLast() else { return }
        var end = frame.end
        var extent = frame.gap
        if frame.isFlow {
            var close = try gaps.skip(from: frame.gap)
            if gaps.holds(",", at: close) { close = try gaps.skip(from: close + 1) }
            guard gaps.holds(frame.isMapping ? "}" : "]", at: close) else {
                throw unexpected(at: close)
            }
            end = close + 1
            extent = end
        }
        built.records[frame.record].end = UInt32(end)
        built.records[frame.record].extent = UInt32(extent)
        built.records[frame.record].first = UInt32(frame.count)
        built.records[frame.record].next = UInt32(built.records.count)
        if frame.isMapping, frame.count > KeyTable.threshold { try tabulate(frame.record) }
        leave(end: end, extent: extent, isKey: false)
    }

    @_lifetime(self: copy self)
    private mutating func append(_ record: NodeRecord) throws(YAMLError) {
        guard built.records.count < limits.nodes else {
            throw YAMLError(
                position: record.position,
                message: "more nodes than the limit of \(limits.nodes)"
            )
        }
        if open.isEmpty { built.roots.append(built.records.count) }
        built.records.append(record)
    }

    // The child that just ended is where the next gap starts.
    @_lifetime(self: copy self)
    private mutating func leave(end: Int, extent: Int, isKey: Bool) {
        guard !open.isEmpty else { return }
        let last = open.count - 1
        open[last].gap = extent
        open[last].end = end
        open[last].wantsValue = isKey
        if isKey {
            open[last].key = built.records.count - 1
        } else {
            open[last].count += 1
        }
    }
}
