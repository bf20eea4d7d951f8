/// Reads what stands between nodes: blanks, line ends and comments.
///
/// libyaml says where nodes are, not what is between them. Every gap is walked once when a file is
/// read, so edits can rely on knowing where each colon, comma and dash stands.
struct Gaps: ~Escapable {
    private let source: Span<UInt8>

    @_lifetime(copy source)
    init(_ source: Span<UInt8>) {
        self.source = source
    }

    /// The first byte at or after `index` that is neither blank, line end nor part of a comment.
    ///
    /// libyaml takes `"a"#b` for a value and a comment where YAML does not: refused.
    func skip(from index: Int) throws(YAMLError) -> Int {
        var index = index
        while index < source.count {
            let byte = source[index]
            if byte.isBlank || byte.isLineEnd {
                index += 1
            } else if byte == UInt8(ascii: "#") {
                try checkComment(at: index)
                while index < source.count, !source[index].isLineEnd { index += 1 }
            } else {
                return index
            }
        }
        return index
    }

    /// Whether `byte` stands at `index`.
    func holds(_ byte: Unicode.Scalar, at index: Int) -> Bool {
        index < source.count && source[index] == UInt8(ascii: byte)
    }

    private func checkComment(at index: Int) throws(YAMLError) {
        guard index > 0 else { return }
        let before = source[index - 1]
        guard before.isBlank || before.isLineEnd else {
            throw YAMLError(
                position: Position(of: index, in: source),
                message: "no space before the comment",
                hint: "put a space before #, or quote the value that it belongs to"
            )
        }
    }
}
