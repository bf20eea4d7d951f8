/// A place in a file, as editors and compilers name it.
package struct Position: Hashable, Sendable, Comparable {
    /// The line, from 1.
    package let line: Int
    /// The column, from 1, counted in Unicode scalars.
    package let column: Int
    /// The distance from the start of the file in bytes, from 0.
    package let offset: Int

    /// A place that was computed elsewhere.
    package init(line: Int, column: Int, offset: Int) {
        self.line = line
        self.column = column
        self.offset = offset
    }

    /// Orders places by where they are in the file.
    package static func < (left: Position, right: Position) -> Bool {
        left.offset < right.offset
    }
}

extension Position: CustomStringConvertible {
    /// Line and column, as in `db.yaml:12:7`.
    package var description: String { "\(line):\(column)" }
}

extension Position {
    /// The place `offset` bytes into `source`, which holds no lone carriage return before it.
    init(of offset: Int, in source: Span<UInt8>) {
        self = Position(line: 1, column: 1, offset: 0).advanced(to: offset, in: source)
    }

    /// The place `target` bytes into `source`, reached by reading on from this one.
    func advanced(to target: Int, in source: Span<UInt8>) -> Position {
        var line = line
        var column = column
        for index in offset..<max(offset, target) {
            let byte = source[index]
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return Position(line: line, column: column, offset: target)
    }
}
