/// Splits the text of a selector the way Kubernetes does.
struct SelectorLexer {
    /// The smallest part that means something, and where it begins.
    struct Token: Hashable {
        enum Kind: Hashable {
            case word(String)
            case symbol(String)
            case end
        }

        let kind: Kind
        let offset: Int

        /// Whether this is the symbol `text`.
        func isSymbol(_ text: String) -> Bool { kind == .symbol(text) }

        /// The word, nil for a symbol and the end.
        var word: String? {
            if case .word(let word) = kind { word } else { nil }
        }

        /// The token as a message names it.
        var name: String {
            switch kind {
            case .word(let word): "\"\(word)\""
            case .symbol(let symbol): "\"\(symbol)\""
            case .end: "the end"
            }
        }
    }

    private static let symbols = Array("=!(),<>".utf8)
    private static let spaces = Array(" \t\r\n".utf8)

    static func tokens(of text: String) -> [Token] {
        let bytes = Array(text.utf8)
        var tokens: [Token] = []
        var index = 0
        while index < bytes.count {
            let start = index
            let byte = bytes[index]
            index += 1
            if spaces.contains(byte) { continue }
            guard symbols.contains(byte) else {
                while index < bytes.count, !symbols.contains(bytes[index]),
                    !spaces.contains(bytes[index])
                {
                    index += 1
                }
                let word = String(decoding: bytes[start..<index], as: UTF8.self)
                tokens.append(Token(kind: .word(word), offset: start))
                continue
            }
            let isDoubled = byte == UInt8(ascii: "=") || byte == UInt8(ascii: "!")
            if isDoubled, index < bytes.count, bytes[index] == UInt8(ascii: "=") { index += 1 }
            let symbol = String(decoding: bytes[start..<index], as: UTF8.self)
            tokens.append(Token(kind: .symbol(symbol), offset: start))
        }
        return tokens + [Token(kind: .end, offset: bytes.count)]
    }
}
