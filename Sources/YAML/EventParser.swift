import CYAML

/// libyaml's event parser over a source in memory, one event at a time.
///
/// It owns the C objects and hands out numbers and borrowed bytes. Places are libyaml's: characters,
/// lines and columns from 0.
@safe
struct EventParser: ~Copyable, ~Escapable {
    /// What the current event is about.
    enum Kind {
        case streamStart, streamEnd
        case documentStart, documentEnd
        case scalar
        case mappingStart, mappingEnd
        case sequenceStart, sequenceEnd
        case alias
    }

    /// A place as libyaml counts it.
    struct Mark {
        var index: Int
        var line: Int
        var column: Int
    }

    /// What libyaml says about a source it cannot parse.
    struct Failure: Error {
        var mark: Mark
        var message: String
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>

    /// Starts at the beginning of `source`.
    @_lifetime(copy source)
    init(_ source: Span<UInt8>) {
        unsafe parser = .allocate(capacity: 1)
        unsafe event = .allocate(capacity: 1)
        unsafe event.initialize(to: yaml_event_t())
        precondition(unsafe yaml_parser_initialize(parser) == 1, "out of memory")
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe source.withUnsafeBufferPointer { buffer in
            unsafe yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
        }
    }

    deinit {
        unsafe yaml_event_delete(event)
        unsafe yaml_parser_delete(parser)
        unsafe event.deallocate()
        unsafe parser.deallocate()
    }

    /// Reads the next event, which stays current until the next call.
    @_lifetime(self: copy self)
    mutating func next() throws(Failure) -> Kind {
        unsafe yaml_event_delete(event)
        guard unsafe yaml_parser_parse(parser, event) == 1 else { throw failure }
        return switch unsafe event.pointee.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_SCALAR_EVENT: .scalar
        case YAML_MAPPING_START_EVENT: .mappingStart
        case YAML_MAPPING_END_EVENT: .mappingEnd
        case YAML_SEQUENCE_START_EVENT: .sequenceStart
        case YAML_SEQUENCE_END_EVENT: .sequenceEnd
        case YAML_ALIAS_EVENT: .alias
        default: .streamEnd
        }
    }

    var start: Mark { unsafe Mark(event.pointee.start_mark) }
    var end: Mark { unsafe Mark(event.pointee.end_mark) }

    /// Whether the node that starts here is named for an alias.
    var hasAnchor: Bool {
        switch unsafe event.pointee.type {
        case YAML_SCALAR_EVENT: unsafe event.pointee.data.scalar.anchor != nil
        case YAML_MAPPING_START_EVENT: unsafe event.pointee.data.mapping_start.anchor != nil
        default: unsafe event.pointee.data.sequence_start.anchor != nil
        }
    }

    /// Whether the node that starts here carries a `!tag`.
    var hasTag: Bool {
        switch unsafe event.pointee.type {
        case YAML_SCALAR_EVENT: unsafe event.pointee.data.scalar.tag != nil
        case YAML_MAPPING_START_EVENT: unsafe event.pointee.data.mapping_start.tag != nil
        default: unsafe event.pointee.data.sequence_start.tag != nil
        }
    }

    /// How the current scalar is written.
    var scalarStyle: Node.Style {
        switch unsafe event.pointee.data.scalar.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    /// How the mapping or sequence that starts here is written.
    var collectionStyle: Node.Style {
        let isFlow =
            unsafe event.pointee.type == YAML_MAPPING_START_EVENT
            ? event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
            : event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
        return isFlow ? .flow : .block
    }

    /// The bytes that the current scalar stands for.
    var value: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            let scalar = unsafe event.pointee.data.scalar
            let span = unsafe Span<UInt8>(_unsafeStart: scalar.value, count: scalar.length)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    private var failure: Failure {
        guard unsafe parser.pointee.error != YAML_MEMORY_ERROR else {
            preconditionFailure("out of memory")
        }
        let problem = unsafe parser.pointee.problem.map { unsafe String(cString: $0) }
        let mark = unsafe Mark(parser.pointee.problem_mark)
        let start = unsafe Mark(parser.pointee.context_mark)
        let context = unsafe parser.pointee.context.map { unsafe String(cString: $0) }
        // What is open may have started far above.
        let place = start.index < mark.index ? " from \(start.line + 1):\(start.column + 1)" : ""
        return Failure(
            mark: mark,
            message: (context.map { $0 + place + ": " } ?? "") + (problem ?? "not YAML")
        )
    }
}

extension EventParser.Mark {
    fileprivate init(_ mark: yaml_mark_t) {
        self.init(index: Int(mark.index), line: Int(mark.line), column: Int(mark.column))
    }
}
