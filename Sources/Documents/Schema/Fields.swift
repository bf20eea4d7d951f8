internal import Sealing
package import YAML

/// The fields of one mapping, read by a schema: unknown ones, wrong types and strings that YAML would
/// read as something else are errors at their place.
package struct Fields {
    package let path: String
    package let node: Node
    /// Where the mapping stands in its document, as messages name it: `spec.keys`.
    package let place: String

    package init(_ node: Node, of place: String, in path: String) throws(DocumentError) {
        self.path = path
        self.node = node
        self.place = place
        guard node.kind == .mapping else {
            throw failure(node, "read \(place): expected a mapping")
        }
    }

    /// An error at a node of this file.
    package func failure(_ node: Node, _ message: String, hint: String? = nil) -> DocumentError {
        DocumentError(path, node.position, message, hint: hint)
    }

    /// Refuses every field that is not named.
    ///
    /// `reserved` ones get a message of their own.
    package func allowOnly(_ known: [String], reserved: [String] = []) throws(DocumentError) {
        for entry in node.entries where !known.contains(where: { entry.key.equals($0) }) {
            let name = entry.key.text
            if reserved.contains(name) {
                throw failure(
                    entry.key,
                    "read \(place): the field \(name) is reserved",
                    hint:
                        "this version of fleetseal has no use for it: take it out or update fleetseal"
                )
            }
            throw failure(
                entry.key,
                "read \(place): unknown field \(name.escapedForMessage)",
                hint: "known fields here: \(known.joined(separator: ", "))"
            )
        }
    }

    /// The value of a field that must be there.
    package func required(_ name: String) throws(DocumentError) -> Node {
        guard let value = node[name] else {
            throw failure(node, "read \(place): the field \(name) is missing")
        }
        return value
    }

    package func text(_ name: String) throws(DocumentError) -> String {
        try string(required(name), name)
    }

    package func optionalText(_ name: String) throws(DocumentError) -> String? {
        guard let value = node[name] else { return nil }
        return try string(value, name)
    }

    /// A text that must pass `isValid`.
    package func text(
        _ name: String,
        _ what: String,
        where isValid: (String) -> Bool
    ) throws(DocumentError) -> String {
        let value = try required(name)
        return try checked(string(value, name), at: value, name, what, isValid)
    }

    /// A list of texts that each must pass `isValid` and occur once; absent means empty.
    package func texts(
        _ name: String,
        _ what: String,
        where isValid: (String) -> Bool
    ) throws(DocumentError) -> [String] {
        guard let list = node[name] else { return [] }
        guard list.kind == .sequence else {
            throw failure(list, "read \(place).\(name): expected a list")
        }
        var texts: [String] = []
        var seen: Set<String> = []
        texts.reserveCapacity(list.count)
        for item in list.items {
            let text = try checked(string(item, name), at: item, name, what, isValid)
            guard seen.insert(text).inserted else {
                throw failure(item, "read \(place).\(name): \(text) stands there twice")
            }
            texts.append(text)
        }
        return texts
    }

    /// A mapping of texts to texts; absent means empty.
    package func textMap(_ name: String) throws(DocumentError) -> [(key: Node, value: Node)] {
        guard let map = node[name] else { return [] }
        guard map.kind == .mapping else {
            throw failure(map, "read \(place).\(name): expected a mapping")
        }
        var pairs: [(key: Node, value: Node)] = []
        pairs.reserveCapacity(map.count)
        for entry in map.entries {
            _ = try string(entry.value, "\(name).\(entry.key.text)", scalarOnly: true)
            pairs.append((entry.key, entry.value))
        }
        return pairs
    }

    /// The mappings in a list; absent means empty.
    package func items(_ name: String) throws(DocumentError) -> [Fields] {
        guard let list = node[name] else { return [] }
        guard list.kind == .sequence else {
            throw failure(list, "read \(place).\(name): expected a list")
        }
        var items: [Fields] = []
        items.reserveCapacity(list.count)
        for item in list.items {
            items.append(try Fields(item, of: "\(place).\(name)", in: path))
        }
        return items
    }

    package func fields(_ name: String) throws(DocumentError) -> Fields? {
        guard let value = node[name] else { return nil }
        return try Fields(value, of: "\(place).\(name)", in: path)
    }

    package func flag(_ name: String) throws(DocumentError) -> Bool {
        guard let value = node[name] else { return false }
        if value.kind == .scalar, value.style == .plain {
            if value.equals("true") { return true }
            if value.equals("false") { return false }
        }
        throw failure(value, "read \(place).\(name): expected true or false")
    }

    /// A number of at least 1, written plainly.
    package func number(_ name: String) throws(DocumentError) -> Int {
        let value = try required(name)
        guard value.kind == .scalar, value.style == .plain, value.text.utf8.count <= 15,
            let number = Int(value.text), number >= 1, String(number) == value.text
        else {
            throw failure(value, "read \(place).\(name): expected a whole number from 1")
        }
        return number
    }

    /// One of the cases of an enumeration; absent means `fallback`.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String,
        or fallback: Choice
    ) throws(DocumentError) -> Choice {
        guard let value = node[name] else { return fallback }
        let text = try string(value, name)
        guard let choice = Choice(rawValue: text) else {
            throw failure(
                value,
                "read \(place).\(name): \(text.escapedForMessage) is not known",
                hint: "one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        return choice
    }

    /// The text of a scalar that is a string under every version of YAML.
    package func string(
        _ value: Node,
        _ name: String,
        scalarOnly: Bool = false
    ) throws(DocumentError) -> String {
        guard value.kind == .scalar else {
            throw failure(value, "read \(place).\(name): expected a text")
        }
        guard !value.isPlainNonString else {
            throw failure(
                value,
                "read \(place).\(name): expected a text, which this is not without quotes",
                hint: "write it as \"\(value.text.escapedForMessage)\""
            )
        }
        return scalarOnly ? "" : value.text
    }

    private func checked(
        _ text: String,
        at value: Node,
        _ name: String,
        _ what: String,
        _ isValid: (String) -> Bool
    ) throws(DocumentError) -> String {
        guard isValid(text) else {
            throw failure(value, "read \(place).\(name): \(text.escapedForMessage) is not \(what)")
        }
        return text
    }
}

extension String {
    /// At most 80 characters of a text that somebody else wrote, without control characters.
    package var escapedForMessage: String {
        var shown = ""
        for scalar in unicodeScalars.prefix(80) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
                .unassigned:
                shown += "\\u{\(String(scalar.value, radix: 16))}"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return unicodeScalars.count > 80 ? shown + "…" : shown
    }
}
