internal import CommandLine

/// Writes JSON the same way each time: members in order, two spaces, one value a line.
///
/// Beside what JSON asks for, it escapes every character that could play tricks on a terminal.
package struct JSONWriter {
    private var text = ""

    /// The value as text, without a line end after it.
    package static func text(_ value: JSONValue) -> String {
        var writer = JSONWriter()
        writer.write(value, indent: "\n")
        return writer.text
    }

    private mutating func write(_ value: JSONValue, indent: String) {
        switch value {
        case .null: text += "null"
        case .boolean(let flag): text += flag ? "true" : "false"
        case .integer(let number): text += String(number)
        case .string(let string): write(string)
        case .array(let items):
            writeItems(items, between: "[", and: "]", indent: indent) { writer, item in
                writer.write(item, indent: indent + "  ")
            }
        case .object(let members):
            writeItems(members, between: "{", and: "}", indent: indent) { writer, member in
                writer.write(member.name)
                writer.text += ": "
                writer.write(member.value, indent: indent + "  ")
            }
        }
    }

    private mutating func writeItems<Item>(
        _ items: [Item],
        between opening: String,
        and closing: String,
        indent: String,
        write: (inout JSONWriter, Item) -> Void
    ) {
        text += opening
        for (index, item) in items.enumerated() {
            text += (index == 0 ? "" : ",") + indent + "  "
            write(&self, item)
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
            case _ where Terminal.isHarmful(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
