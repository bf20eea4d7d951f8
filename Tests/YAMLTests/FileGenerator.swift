import TestSupport

/// Writes random files in every style that people and programs use, all of them strict.
struct FileGenerator {
    private var random: Seeded
    private var text = ""
    private var lineEnd = "\n"
    private var isTidy = false

    static func file(seed: UInt64) -> String {
        var generator = FileGenerator(random: Seeded(seed))
        return generator.file()
    }

    private init(random: Seeded) { self.random = random }

    private mutating func file() -> String {
        lineEnd = random.one(in: 4) ? "\r\n" : "\n"
        isTidy = random.one(in: 4)
        if random.one(in: 8) {
            json(0)
            if !random.one(in: 3) { text += lineEnd }
            return text
        }
        comments(0)
        for number in 0..<(random.one(in: 4) ? 2 : 1) {
            if number > 0 || random.one(in: 4) {
                line("---")
                comments(0)
            }
            root()
        }
        if random.one(in: 6) { text += lineEnd }
        if random.one(in: 6) { comments(0) }
        if random.one(in: 5), text.hasSuffix(lineEnd) { text.removeLast() }
        return text
    }

    private mutating func root() {
        switch random.number(0...9) {
        case 0:
            text += flow(0)
            endLine()
        case 1: sequence(random.number(0...2), 0, isFirst: false)
        default: mapping(random.one(in: 6) ? 1 : 0, 0, isFirst: false)
        }
    }

    // MARK: Blocks

    // `isFirst`: its first line goes on where a dash stands.
    private mutating func mapping(_ column: Int, _ depth: Int, isFirst: Bool) {
        var keys = Set<String>()
        for number in 0..<random.number(1...4) {
            let key = newKey(&keys)
            if number > 0 || !isFirst {
                comments(column)
                text += spaces(column)
            }
            text += key + (random.one(in: 12) ? " :" : ":")
            value(column, depth)
        }
    }

    private mutating func value(_ column: Int, _ depth: Int) {
        let inner = column + random.number(1...3)
        switch random.number(0...(depth > 3 ? 5 : 9)) {
        case 0: endLine()
        case 1:
            endLine()
            comments(inner)
            text += spaces(inner) + scalar()
            endLine()
        case 2:
            literal(inner)
        case 3:
            text += " " + flow(depth)
            endLine()
        case 4, 5:
            text += spaces(random.number(1...2)) + scalar()
            endLine()
        case 6, 7:
            endLine()
            mapping(inner, depth + 1, isFirst: false)
        default:
            endLine()
            sequence(random.one(in: 2) ? column : inner, depth + 1, isFirst: false)
        }
    }

    private mutating func sequence(_ column: Int, _ depth: Int, isFirst: Bool) {
        for number in 0..<random.number(1...3) {
            if number > 0 || !isFirst {
                comments(column)
                text += spaces(column)
            }
            let width = random.number(1...3)
            text += "-"
            switch random.number(0...(depth > 3 ? 4 : 8)) {
            case 0: endLine()
            case 1: literal(column + 2)
            case 2:
                text += " " + flow(depth)
                endLine()
            case 3, 4:
                text += spaces(width) + scalar()
                endLine()
            case 5:
                text += spaces(width)
                sequence(column + 1 + width, depth + 1, isFirst: true)
            case 6:
                endLine()
                mapping(column + width, depth + 1, isFirst: false)
            default:
                text += spaces(width)
                mapping(column + 1 + width, depth + 1, isFirst: true)
            }
        }
    }

    private mutating func literal(_ column: Int) {
        text += " " + random.pick(["|", ">", "|-", ">-", "|+", ">+"])
        if !isTidy, random.one(in: 5) { text += " # header" }
        text += lineEnd
        for _ in 0..<random.number(0...3) {
            if !isTidy, random.one(in: 4) { text += lineEnd }
            line(spaces(column) + random.pick(["text", "# no comment", "a: b", "- x  ", "ü"]))
        }
        if random.one(in: 3) { text += lineEnd }
        if !isTidy, random.one(in: 8) { line(spaces(random.number(0...column))) }
    }

    // MARK: Lines

    private mutating func line(_ content: String) { text += content + lineEnd }

    private mutating func endLine() {
        if !isTidy {
            // libyaml takes no tab after a dash.
            let isDash = text.hasSuffix("-") || text.hasSuffix("---")
            let comments = [" # c", "  #", isDash ? " #" : "\t# tab\tc", " # é: [x]"]
            if random.one(in: 5) { text += random.pick(comments) }
            if random.one(in: 8) { text += random.pick([" ", "   "]) }
        }
        text += lineEnd
    }

    private mutating func comments(_ column: Int) {
        guard !isTidy else { return }
        while random.one(in: 4) {
            let comment = random.pick(["# c", "#", "# key: value", "#\ttab", "# - ü"])
            line(
                random.one(in: 4)
                    ? "" : spaces(random.one(in: 4) ? random.number(0...3) : column) + comment
            )
        }
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    // MARK: Scalars

    private mutating func newKey(_ keys: inout Set<String>) -> String {
        while true {
            let name = random.pick([
                "a", "b", "key", ".dot", "x-y", "ü", "k\(random.number(0...99))",
            ])
            guard keys.insert(name).inserted else { continue }
            return random.pick([name, name, name, "\"\(name)\"", "'\(name)'"])
        }
    }

    private mutating func scalar() -> String {
        random.pick([
            "1", "no", "~", "null", "2026-11-21", "plain", "two words", "a:b", "a#b",
            "http://x/y?z",
            "'single'", "'it''s'", "\"double\"", "\"\\n\\u00e9\"", "''", "\"\"", "ü", "'# no'",
            "fs1:kq4m2t7xabcd:vj2k3l4m:QUJD+/=", "\"{{a}}\"", "-1", "a  b",
        ])
    }

    // MARK: Flow

    private mutating func flow(_ depth: Int) -> String {
        let isMapping = random.one(in: 2)
        let count = random.number(0...3)
        let isLong = !isTidy && count > 0 && random.one(in: 3)
        var parts: [String] = []
        var keys = Set<String>()
        for _ in 0..<count {
            let value = depth < 3 && random.one(in: 4) ? flow(depth + 1) : flowScalar()
            parts.append(isMapping ? newKey(&keys) + ": " + value : value)
        }
        let (open, close) = isMapping ? ("{", "}") : ("[", "]")
        let hasLastComma = count > 0 && random.one(in: 5)
        guard isLong else {
            let pad = random.one(in: 4) ? " " : ""
            let separator = random.pick([", ", ", ", ",  "])
            return open + pad + parts.joined(separator: separator) + (hasLastComma ? "," : "") + pad
                + close
        }
        var text = open + (random.one(in: 4) ? " # c" : "") + lineEnd
        for (number, part) in parts.enumerated() {
            if random.one(in: 5) { text += "          # about" + lineEnd }
            text += "          " + part + (number < count - 1 || hasLastComma ? "," : "")
            text += (random.one(in: 4) ? " # c" : "") + lineEnd
        }
        return text + "        " + close
    }

    private mutating func flowScalar() -> String {
        random.pick([
            "1", "no", "null", "plain", "'s, q'", "\"d: q\"", "two words", "''", "ü", "x/y",
        ])
    }

    private mutating func json(_ depth: Int) {
        let isLong = random.one(in: 2)
        let isMapping = depth == 0 || random.one(in: 2)
        text += isMapping ? "{" : "["
        let count = random.number(0...3)
        for number in 0..<count {
            if isLong { text += lineEnd + spaces((depth + 1) * 2) }
            if isMapping { text += "\"k\(number)\":" + random.pick(["", " "]) }
            if depth < 3, random.one(in: 3) {
                json(depth + 1)
            } else {
                text += random.pick([
                    "1", "true", "null", "\"x\"", "\"\\ud83d\\ude00\"", "-1.5e3", "\"\\/\"",
                ])
            }
            if number < count - 1 { text += random.pick([",", ", "]) }
        }
        if isLong, count > 0 { text += lineEnd + spaces(depth * 2) }
        text += isMapping ? "}" : "]"
    }
}
