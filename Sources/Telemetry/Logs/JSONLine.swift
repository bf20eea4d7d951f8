/// Writes JSON on one line, without a space, so that a log is one object a line.
package struct JSONLine {
    /// The text so far.
    package private(set) var text = ""

    package init() {}

    /// One value as a line of its own, without the line end.
    package static func text(_ field: Field) -> String {
        var line = JSONLine()
        line.append(field)
        return line.text
    }

    package mutating func append(_ field: Field) {
        switch field {
        case .text(let text): append(text)
        case .number(let number): text += String(number)
        case .seconds(let seconds): text += seconds.isFinite ? String(seconds) : "null"
        case .flag(let flag): text += flag ? "true" : "false"
        case .texts(let texts): append(texts.map(Field.text), between: "[", and: "]")
        case .list(let items): append(items, between: "[", and: "]")
        case .fields(let pairs):
            text += "{"
            for (index, pair) in pairs.enumerated() {
                if index > 0 { text += "," }
                append(pair.name)
                text += ":"
                append(pair.value)
            }
            text += "}"
        }
    }

    private mutating func append(_ items: [Field], between opening: String, and closing: String) {
        text += opening
        for (index, item) in items.enumerated() {
            if index > 0 { text += "," }
            append(item)
        }
        text += closing
    }

    /// A string; what could play tricks on a terminal is escaped as well as what JSON asks for.
    private mutating func append(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where Self.isHarmful(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }

    /// Control characters, those that turn the direction of text, and line separators.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
