/// A value of JSON as a tree; members stay in the order they are given.
///
/// It is for names and states. Opened values do not belong in it: they would lie in ordinary memory.
package enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case decimal(Double)
    case string(String)
    case array([JSONValue])
    case object([Member])

    /// One name and value of an object.
    package struct Member: Hashable, Sendable {
        /// A member of this name.
        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }

        /// The name.
        package var name: String
        /// The value.
        package var value: JSONValue
    }

    /// A string, or null if there is none.
    package init(_ text: String?) {
        self = text.map(JSONValue.string) ?? .null
    }

    /// An array of strings.
    package init(_ texts: [String]) {
        self = .array(texts.map(JSONValue.string))
    }

    /// A copy of what was read.
    package init(_ node: JSONNode) {
        self =
            switch node.kind {
            case .null: .null
            case .boolean: .boolean(node.boolean ?? false)
            // Beyond an `Int` only without a sign: as near as a double comes.
            case .integer: node.integer.map(JSONValue.integer) ?? .decimal(node.number ?? 0)
            case .decimal: .decimal(node.number ?? 0)
            case .string: .string(node.string ?? "")
            case .array: .array(node.items.map(JSONValue.init))
            case .object:
                .object(node.entries.map { Member($0.key.string ?? "", JSONValue($0.value)) })
            }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral text: String) { self = .string(text) }
    package init(integerLiteral number: Int) { self = .integer(number) }
    package init(booleanLiteral flag: Bool) { self = .boolean(flag) }
    package init(nilLiteral: ()) { self = .null }
}

extension JSONValue: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(members.map { Member($0.0, $0.1) })
    }
}

// MARK: - Reading

extension JSONValue {
    /// The value of `name`, if this is an object that has it; nil takes it away.
    package subscript(name: String) -> JSONValue? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            let place = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append(Member(name, value))
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    /// The text of a string, nil for anything else.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A whole number, nil for anything else.
    package var integer: Int? {
        if case .integer(let number) = self { number } else { nil }
    }

    /// A truth value, nil for anything else.
    package var boolean: Bool? {
        if case .boolean(let flag) = self { flag } else { nil }
    }

    /// An array's items; none for anything else.
    package var items: [JSONValue] {
        if case .array(let items) = self { items } else { [] }
    }

    /// An object's members; none for anything else.
    package var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }
}
