/// Writes contents as YAML, into a new file or into the middle of another.
///
/// Contents come from the program, so their depth is the program's own and recursion is safe.
struct ContentWriter {
    /// What ends a line.
    let lineEnd: [UInt8]
    /// Whether the result is to be JSON: strings and keys in quotes, nothing on lines of its own.
    let isJSON: Bool
    private(set) var bytes: [UInt8] = []

    init(lineEnd: [UInt8] = [UInt8(ascii: "\n")], isJSON: Bool = false) {
        self.lineEnd = lineEnd
        self.isJSON = isJSON
    }

    /// A scalar, or a collection on one line.
    mutating func inline(_ content: Content, inFlow: Bool) {
        switch content {
        case .string(let text), .below(let text): string(text, inFlow: inFlow)
        case .bare(let text): bytes += text.utf8
        case .quoted(let text): bytes += ScalarSpelling.doubleQuoted(text)
        case .mapping(let entries), .flowMapping(let entries):
            list(entries, "{", "}") { writer, entry in
                writer.string(entry.0, inFlow: true)
                writer.bytes += ": ".utf8
                writer.inline(entry.1, inFlow: true)
            }
        case .sequence(let items), .flowSequence(let items):
            list(items, "[", "]") { $0.inline($1, inFlow: true) }
        }
    }

    /// A content whose first line goes on at the current place and whose others start at `column`.
    mutating func lines(_ content: Content, column: Int) {
        switch content {
        case .mapping(let entries) where !entries.isEmpty:
            for (index, (key, value)) in entries.enumerated() {
                if index > 0 { startLine(column) }
                entry(key, value, column: column)
            }
        case .sequence(let items) where !items.isEmpty:
            for (index, value) in items.enumerated() {
                if index > 0 { startLine(column) }
                item(value, column: column)
            }
        default: inline(content, inFlow: false)
        }
    }

    /// A key at `column` and its value.
    mutating func entry(_ key: String, _ value: Content, column: Int) {
        string(key, inFlow: false)
        bytes.append(UInt8(ascii: ":"))
        switch value {
        case .below:
            startLine(column + 2)
            inline(value, inFlow: false)
        case .mapping where value.isBlock:
            startLine(column + 2)
            lines(value, column: column + 2)
        case .sequence where value.isBlock:
            startLine(column)
            lines(value, column: column)
        default:
            bytes.append(UInt8(ascii: " "))
            inline(value, inFlow: false)
        }
    }

    /// A dash at `column` and its item.
    mutating func item(_ value: Content, column: Int) {
        bytes += "- ".utf8
        lines(value, column: column + 2)
    }

    /// Text, without quotes where that is safe.
    mutating func string(_ text: String, inFlow: Bool) {
        if !isJSON, ScalarSpelling.isPlainSafe(text, inFlow: inFlow) {
            bytes += text.utf8
        } else {
            bytes += ScalarSpelling.doubleQuoted(text)
        }
    }

    /// Ends a line and indents the next.
    mutating func startLine(_ column: Int) {
        bytes += lineEnd
        indent(column)
    }

    mutating func indent(_ column: Int) {
        bytes += repeatElement(UInt8(ascii: " "), count: column)
    }

    mutating func append(_ other: some Sequence<UInt8>) {
        bytes += other
    }

    private mutating func list<Element>(
        _ elements: [Element],
        _ start: Unicode.Scalar,
        _ end: Unicode.Scalar,
        _ write: (inout ContentWriter, Element) -> Void
    ) {
        bytes.append(UInt8(ascii: start))
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes += ", ".utf8 }
            write(&self, element)
        }
        bytes.append(UInt8(ascii: end))
    }
}
