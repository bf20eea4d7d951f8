internal import SafeText

/// Writes JSON for people and tools as text, the same way each time, members in their order.
///
/// Beside what JSON asks for, it escapes every character that could play tricks on a terminal.
package struct JSONText {
    private var text = ""
    /// Whether each value stands on a line of its own.
    private let isIndented: Bool

    /// The value with two spaces a level and one value a line, without a line end after it.
    package static func indented(_ value: JSONValue) -> String {
        var writer = JSONText(isIndented: true)
        writer.write(value, indent: "\n")
        return writer.text
    }

    /// The value on one line, without a space and without a line end after it.
    package static func line(_ value: JSONValue) -> String {
        var writer = JSONText(isIndented: false)
        writer.write(value, indent: "")
        return writer.text
    }

    private init(isIndented: Bool) { self.isIndented = isIndented }

    private mutating func write(_ value: JSONValue, indent: String) {
        switch value {
        case .null: text += "null"
        case .boolean(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        // JSON has no other numbers.
        case .decimal(let number): text += number.isFinite ? number.description : "null"
        case .string(let string): write(string)
        case .array(let items):
            writeItems(items, between: "[", and: "]", indent: indent) { writer, item, indent in
                writer.write(item, indent: indent)
            }
        case .object(let members):
            writeItems(members, between: "{", and: "}", indent: indent) { writer, member, indent in
                writer.write(member.name)
                writer.text += writer.isIndented ? ": " : ":"
                writer.write(member.value, indent: indent)
            }
        }
    }

    private mutating func writeItems<Item>(
        _ items: [Item],
        between opening: String,
        and closing: String,
        indent: String,
        write: (inout JSONText, Item, String) -> Void
    ) {
        let inner = isIndented ? indent + "  " : ""
        text += opening
        for (index, item) in items.enumerated() {
            text += (index == 0 ? "" : ",") + inner
            write(&self, item, inner)
        }
        text += (items.isEmpty ? "" : indent) + closing
    }

    private mutating func write(_ string: String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.isHarmful:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
                }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
