/// Reads the grammar that `Template` states, byte by byte.
struct TemplateParser {
    private(set) var parts: [Template.Part] = []
    private(set) var offsets: [Int] = []
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func parse() throws(TemplateError) {
        var text: [UInt8] = []
        var start = 0
        while index < bytes.count {
            if comes("{{{{") {
                text += Array("{{".utf8)
                index += 4
            } else if comes("{{") {
                finish(text, from: start)
                try parsePlaceholder()
                text = []
                start = index
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        finish(text, from: start)
    }

    private mutating func finish(_ text: [UInt8], from start: Int) {
        guard !text.isEmpty else { return }
        parts.append(.text(String(decoding: text, as: UTF8.self)))
        offsets.append(start)
    }

    private mutating func parsePlaceholder() throws(TemplateError) {
        let start = index
        index += 2
        skipBlanks()
        let nameStart = index
        let name = word(allowing: "-_./")
        guard !name.isEmpty else { throw unexpected("a name", from: start) }
        var filters: [Template.Filter] = []
        skipBlanks()
        while !comes("}}") {
            guard comes("|") else { throw unexpected("}} or |", from: start) }
            index += 1
            skipBlanks()
            filters.append(try parseFilter(from: start))
            skipBlanks()
            guard filters.count <= Template.filterLimit else {
                throw TemplateError("more than \(Template.filterLimit) filters", at: start)
            }
        }
        index += 2
        parts.append(try part(name, filters, at: nameStart))
        offsets.append(start)
    }

    private func part(
        _ name: String,
        _ filters: [Template.Filter],
        at start: Int
    ) throws(TemplateError) -> Template.Part {
        guard !name.hasPrefix(Template.clusterPrefix) else {
            let fact = String(name.dropFirst(Template.clusterPrefix.count))
            guard !fact.isEmpty else {
                throw TemplateError("cluster. without a label's key", at: start)
            }
            return .cluster(fact, filters)
        }
        guard !name.utf8.contains(UInt8(ascii: "/")) else {
            throw TemplateError(
                "\(name) is no item's key",
                at: start,
                hint: "a label of the cluster is cluster.\(name)"
            )
        }
        return .key(name, filters)
    }

    private mutating func parseFilter(from start: Int) throws(TemplateError) -> Template.Filter {
        let filterStart = index
        let name = word(allowing: "-_")
        guard !name.isEmpty else { throw unexpected("a filter", from: start) }
        guard let filter = Template.Filter(rawValue: name) else {
            let known = Template.Filter.allCases.map(\.rawValue).joined(separator: ", ")
            throw TemplateError(
                "unknown filter \(name)",
                at: filterStart,
                hint: "there are \(known)"
            )
        }
        return filter
    }

    private func comes(_ text: StaticString) -> Bool {
        bytes[index...].starts(with: text.description.utf8)
    }

    private mutating func skipBlanks() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    }

    private mutating func word(allowing others: String) -> String {
        let start = index
        while index < bytes.count,
            Self.isAlphanumeric(bytes[index])
                || others.utf8.contains(bytes[index])
        {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// A placeholder without an end is reported where it begins, anything else where it stands.
    private func unexpected(_ expected: String, from start: Int) -> TemplateError {
        let rest = bytes[index...]
        guard let next = rest.first, next != 0x0A, next != 0x0D else {
            return TemplateError(
                "{{ without }}",
                at: start,
                hint: "to write {{ as it is, double it: {{{{"
            )
        }
        return TemplateError("\(expected) expected", at: index)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
