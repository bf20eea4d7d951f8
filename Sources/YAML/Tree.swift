/// All that reading a file gives: its bytes and the nodes in them.
struct Tree: ~Copyable, Sendable {
    let source: WipedBytes
    /// The values that their source spells differently, one after the other.
    let aside: WipedBytes
    /// Every node, parents before children, in the order of the source.
    let records: [NodeRecord]
    let keys: KeyTable
    /// The records that are roots of documents.
    let roots: [Int]

    /// Takes `source` over and parses it.
    init(_ source: consuming WipedBytes, limits: ReadingLimits) throws(YAMLError) {
        let parts = try Self.parse(source, limits: limits)
        self.init(source, parts)
    }

    private init(_ source: consuming WipedBytes, _ parts: consuming TreeBuilder.Parts) {
        self.source = source
        records = parts.records
        keys = parts.keys
        roots = parts.roots
        aside = parts.aside
    }

    private static func parse(
        _ source: borrowing WipedBytes,
        limits: ReadingLimits
    ) throws(YAMLError) -> TreeBuilder.Parts {
        let isASCII = try SourceCheck.isASCII(source.span, limits: limits)
        let pairs = SurrogatePairs.find(in: source.span)
        var builder = TreeBuilder(source.span, isASCII: isASCII, pairs: pairs, limits: limits)
        if pairs.isEmpty {
            var parser = EventParser(source)
            try builder.build(&parser)
        } else {
            var masked = WipedBytes(copying: source.span)
            pairs.mask(&masked)
            var parser = EventParser(masked)
            try builder.build(&parser)
        }
        return builder.parts()
    }

    /// A scalar's value, nothing for a collection, for as long as the caller keeps the tree alive.
    @unsafe @_lifetime(immortal)
    borrowing func unguardedValue(of record: NodeRecord) -> Span<UInt8> {
        let range = record.isCollection ? 0..<0 : record.value
        if record.isAside { return unsafe aside.unguarded(range) }
        return unsafe source.unguarded(range)
    }
}
