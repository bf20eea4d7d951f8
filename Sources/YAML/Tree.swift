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
    /// What libyaml did not get of the source.
    let shortening: Shortening

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

    /// Takes `bytes`, which often read as another file does, over and parses them if they do not.
    ///
    /// Where libyaml would get the same bytes as for the other file, from the same places, it would
    /// say the same again: a sealed value was replaced by one as long, most likely. Then the nodes are
    /// those of the other file, and only what they stand for is looked up in `bytes`.
    init(
        _ bytes: [UInt8],
        like other: borrowing Tree,
        limits: ReadingLimits
    ) throws(YAMLError) {
        let parts =
            if let parts = try Self.parts(of: bytes.span, like: other, limits: limits) {
                parts
            } else {
                try Self.parse(bytes.span, limits: limits, shortens: true)
            }
        self.init(.shared(bytes), parts)
    }

    private init(_ source: consuming SourceBytes, _ parts: consuming TreeBuilder.Parts) {
        self.source = source
        records = parts.records
        keys = parts.keys
        roots = parts.roots
        shortening = parts.shortening
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

    /// What building the tree of `other` left, or nothing where `source` has to be parsed.
    private static func parts(
        of source: Span<UInt8>,
        like other: borrowing Tree,
        limits: ReadingLimits
    ) throws(YAMLError) -> TreeBuilder.Parts? {
        guard !other.shortening.isEmpty, try SourceCheck.isASCII(source, limits: limits),
            SurrogatePairs.find(in: source).isEmpty
        else { return nil }
        let shortening = Shortening.find(in: source)
        let isSame = shortening.givesTheSame(source, other.shortening, other.source.span)
        guard isSame else { return nil }
        return TreeBuilder.Parts(
            records: other.records,
            aside: WipedBytes(copying: other.aside.span),
            keys: other.keys,
            roots: other.roots,
            shortening: shortening
        )
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
        guard !builder.isUnfit else { return nil }
        var parts = builder.parts()
        parts.shortening = shortening
        return parts
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
