/// A named option of a command.
package struct Option: Hashable, Sendable {
    /// What stands after the name.
    enum Form: Hashable, Sendable {
        case flag
        case value(placeholder: String, repeats: Bool)
    }

    /// The long name with its dashes: `--label`.
    package let name: String
    /// The short name with its dash, if there is one: `-f`.
    package let short: String?
    let form: Form
    let summary: String
    package let kind: ValueKind

    /// An option that is there or not; giving it twice changes nothing.
    package static func flag(_ name: String, _ summary: String, short: String? = nil) -> Option {
        Option(name: name, short: short, form: .flag, summary: summary, kind: .text)
    }

    /// An option with a value, as `--name VALUE` or `--name=VALUE`.
    ///
    /// Given twice it is a usage error, unless it repeats: silently taking the last one hides a
    /// mistake.
    package static func value(
        _ name: String,
        _ placeholder: String,
        _ summary: String,
        _ kind: ValueKind = .text,
        short: String? = nil,
        repeats: Bool = false
    ) -> Option {
        let form = Form.value(placeholder: placeholder, repeats: repeats)
        return Option(name: name, short: short, form: form, summary: summary, kind: kind)
    }
}

extension Option {
    var takesValue: Bool { form != .flag }

    var repeats: Bool {
        if case .value(_, repeats: true) = form { true } else { false }
    }

    /// `-f, --file FILE`, with room for the short name even where there is none.
    var usage: String {
        let names = (short.map { "\($0), " } ?? "    ") + name
        guard case .value(let placeholder, let repeats) = form else { return names }
        return names + " " + placeholder + (repeats ? "..." : "")
    }
}
