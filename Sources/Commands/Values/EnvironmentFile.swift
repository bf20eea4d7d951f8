internal import CommandLine
internal import Documents
internal import Fleet
internal import Sealing

/// Several values from a file of lines `KEY=VALUE`, as `.env` files are.
///
/// Empty lines and lines that start with `#` are skipped, `export ` before a key is allowed. A value is
/// what stands after `=`; quotes around all of it are taken off, and in double quotes `\n`, `\"`, `\\`
/// and `\$` mean a line end, `"`, `\` and `$`. Nothing is expanded.
enum EnvironmentFile {
    static func values(_ text: RawSpan, path: String) throws -> Plaintexts {
        var arena = SecretArena()
        var items: [(key: String, range: Range<Int>)] = []
        var start = 0
        var line = 1
        while start < text.byteCount {
            var end = start
            while end < text.byteCount, text.byte(end) != newline { end += 1 }
            let stop = end > start && text.byte(end - 1) == carriageReturn ? end - 1 : end
            if let item = try item(
                text.extracting(start..<stop),
                FilePlace(path, line: line),
                into: &arena
            ) {
                guard !items.contains(where: { $0.key == item.key }) else {
                    throw Failure(
                        "read --env-file: \(item.key) stands there twice",
                        place: FilePlace(path, line: line)
                    )
                }
                items.append(item)
            }
            start = end + 1
            line += 1
        }
        guard !items.isEmpty else {
            throw Failure("read --env-file: there is no value in it", place: FilePlace(path))
        }
        return Plaintexts(arena, items: items)
    }

    private static func item(
        _ line: RawSpan,
        _ place: FilePlace,
        into arena: inout SecretArena
    ) throws -> (key: String, range: Range<Int>)? {
        var start = 0
        while start < line.byteCount, isSpace(line.byte(start)) { start += 1 }
        guard start < line.byteCount, line.byte(start) != UInt8(ascii: "#") else { return nil }
        guard
            let equals = (start..<line.byteCount).first(where: {
                line.byte($0) == UInt8(ascii: "=")
            })
        else {
            throw Failure("read --env-file: expected KEY=VALUE", place: place)
        }
        var key = line.extracting(start..<equals).text
        if key.hasPrefix("export ") { key = String(key.dropFirst(7)) }
        guard Names.isItemKey(key) else {
            throw Failure(
                "read --env-file: what stands before = cannot be a key of a Secret",
                hint: "keys have A-Z a-z 0-9 - _ . and no spaces",
                place: place
            )
        }
        return (key, try value(line.extracting((equals + 1)..<line.byteCount), place, into: &arena))
    }

    private static func value(
        _ text: RawSpan,
        _ place: FilePlace,
        into arena: inout SecretArena
    ) throws -> Range<Int> {
        guard text.byteCount > 0,
            text.byte(0) == UInt8(ascii: "\"") || text.byte(0) == UInt8(ascii: "'")
        else {
            return arena.append(text)
        }
        let quote = text.byte(0)
        var isClosed = false
        let range = try arena.append(capacity: text.byteCount) { output in
            var index = 1
            while index < text.byteCount, !isClosed {
                let byte = text.byte(index)
                if byte == quote {
                    guard index == text.byteCount - 1 else {
                        throw Failure("read --env-file: text after the closing quote", place: place)
                    }
                    isClosed = true
                } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""),
                    index + 1 < text.byteCount
                {
                    index += 1
                    output.append(
                        text.byte(index) == UInt8(ascii: "n") ? newline : text.byte(index)
                    )
                } else {
                    output.append(byte)
                }
                index += 1
            }
        }
        guard isClosed else {
            throw Failure("read --env-file: the quote is not closed", place: place)
        }
        return range
    }

    private static let newline = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
