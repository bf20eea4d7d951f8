internal import JSON

/// The value of one field of a log line: names, numbers and states, never an opened value.
package enum Field: Hashable, Sendable {
    case text(String)
    case number(Int)
    case seconds(Double)
    case flag(Bool)
    case texts([String])
    case fields([Pair])
    case list([Field])

    /// One field of an object.
    package struct Pair: Hashable, Sendable {
        package let name: String
        package let value: Field

        package init(_ name: String, _ value: Field) {
            self.name = name
            self.value = value
        }
    }

    /// A text, or nothing where there is none.
    package init?(_ text: String?) {
        guard let text else { return nil }
        self = .text(text)
    }
}

extension Field: ExpressibleByStringLiteral, ExpressibleByStringInterpolation,
    ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    package init(stringLiteral text: String) { self = .text(text) }
    package init(integerLiteral number: Int) { self = .number(number) }
    package init(booleanLiteral flag: Bool) { self = .flag(flag) }
}

extension Field: ExpressibleByDictionaryLiteral {
    /// An object; its fields stay in their order.
    package init(dictionaryLiteral fields: (String, Field)...) {
        self = .fields(fields.map { Pair($0.0, $0.1) })
    }
}

extension Field {
    /// It as one object or value of JSON on a line of its own, without the line end.
    package var line: String { JSONText.line(json) }

    private var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let number): .integer(number)
        case .seconds(let seconds): .decimal(seconds)
        case .flag(let flag): .boolean(flag)
        case .texts(let texts): JSONValue(texts)
        case .list(let items): .array(items.map(\.json))
        case .fields(let pairs):
            .object(pairs.map { JSONValue.Member($0.name, $0.value.json) })
        }
    }
}
