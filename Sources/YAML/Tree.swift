/// All that reading a file gives: its bytes and the nodes in them.
struct Tree: ~Copyable, Sendable {
    let source: SourceBytes
    /// The values that their source spells differently, one after the other.
    let aside: WipedBytes
    /// Every node, parents before children, in the order of the source.
    let records: [NodeRecord]
    let keys: KeyTable
    /// The records that are roots of documents.
    let roots: [Int]

    /// Takes `source` over and parses it.
    ///
    /// Tests compare with what comes out when nothing is cut short for libyaml.
    init(
        _ source: consuming SourceBytes,
        limits: ReadingLimits,
        shortens: Bool = true
    ) throws(YAMLError) {
        let parts = try Self.parse(source.span, limits: limits, shortens: shortens)
        self.init(source, parts)
    }

    private init(_ source: consuming SourceBytes, _ parts: consuming TreeBuilder.Parts) {
        self.source = source
        records = parts.records
        keys = parts.keys
        roots = parts.roots
        aside = parts.aside
    }

    private static func parse(
        _ source: Span<UInt8>,
        limits: ReadingLimits,
        shortens: Bool
    ) throws(YAMLError) -> TreeBuilder.Parts {
        let isASCII = try SourceCheck.isASCII(source, limits: limits)
        let pairs = SurrogatePairs.find(in: source)
        guard pairs.isEmpty else {
            var masked = WipedBytes(copying: source)
            pairs.mask(&masked)
            return try parse(
                masked.span,
                of: source,
                isASCII: isASCII,
                pairs: pairs,
                limits: limits
            )
        }
        let shortening = isASCII && shortens ? Shortening.find(in: source) : .none
        guard !shortening.isEmpty else {
            return try parse(source, of: source, isASCII: isASCII, limits: limits)
        }
        if let parts = shortParse(of: source, shortening, limits: limits) { return parts }
        return try parse(source, of: source, isASCII: isASCII, limits: limits)
    }

    /// Parses the source without the cuts, or nothing if that does not do: for a value that needs
    /// them, and for every error, whose exact place is then found by parsing all of it.
    private static func shortParse(
        of source: Span<UInt8>,
        _ shortening: Shortening,
        limits: ReadingLimits
    ) -> TreeBuilder.Parts? {
        let short = shortening.applied(to: source)
        var builder = TreeBuilder(
            source,
            isASCII: true,
            shortening: shortening,
            limits: limits
        )
        var parser = EventParser(short.span)
        do throws(YAMLError) {
            try builder.build(&parser)
        } catch {
            return nil
        }
        return builder.isUnfit ? nil : builder.parts()
    }

    /// Parses `text`, in which every place is the one in `source`.
    private static func parse(
        _ text: Span<UInt8>,
        of source: Span<UInt8>,
        isASCII: Bool,
        pairs: SurrogatePairs = .none,
        limits: ReadingLimits
    ) throws(YAMLError) -> TreeBuilder.Parts {
        var builder = TreeBuilder(source, isASCII: isASCII, pairs: pairs, limits: limits)
        var parser = EventParser(text)
        try builder.build(&parser)
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
