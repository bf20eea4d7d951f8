/// What an edit or a new file puts in: a value and how to write it.
package indirect enum Content: Sendable {
    /// Text: plain where every version of YAML reads it back as the same string, else in quotes.
    case string(String)
    /// A number or boolean, written as it is.
    case bare(String)
    /// Text that always stands in double quotes.
    case quoted(String)
    /// Text on the line after its key, two columns further in; like `string` where it has no key.
    case below(String)
    /// Entries on lines of their own; `{}` without any.
    case mapping([(String, Content)])
    /// Items on lines of their own, the dashes at the column of the key; `[]` without any.
    case sequence([Content])
    /// Entries on one line: `{a: b, c: d}`.
    case flowMapping([(String, Content)])
    /// Items on one line: `[a, b]`.
    case flowSequence([Content])
}

extension Content {
    /// Whether it takes lines of its own where the parent allows them.
    var isBlock: Bool {
        switch self {
        case .mapping(let entries): !entries.isEmpty
        case .sequence(let items): !items.isEmpty
        default: false
        }
    }

    var isScalar: Bool {
        switch self {
        case .string, .bare, .quoted, .below: true
        case .mapping, .sequence, .flowMapping, .flowSequence: false
        }
    }
}
