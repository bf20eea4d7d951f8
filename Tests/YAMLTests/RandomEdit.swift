import TestSupport

@testable import YAML

/// One random change, as a test applies it to a file and to what the file means.
struct RandomEdit: CustomStringConvertible {
    enum Action {
        case replace(Content)
        case insertEntry(String, Content, before: Int?)
        case insertItem(Content, at: Int)
        case remove(Int)
    }

    let node: Node
    let action: Action

    var description: String { "\(action) at \(node.position)" }

    init?(in file: YAMLFile, _ random: inout Seeded) {
        let nodes = file.documents.flatMap(\.all)
        guard let first = nodes.first else { return nil }
        let node = nodes.count > 1 ? random.pick(nodes) : first
        self.node = node
        switch node.kind {
        case .mapping where !random.one(in: 4):
            if node.count > 0, random.one(in: 2) {
                action = .remove(random.number(0...node.count - 1))
            } else {
                let before =
                    node.count > 0 && random.one(in: 2) ? random.number(0...node.count - 1) : nil
                action = .insertEntry(
                    random.pick(["new", "no", "ö", "a b", "new-2", "1"]),
                    Self.content(&random, 0),
                    before: before
                )
            }
        case .sequence where !random.one(in: 4):
            if node.count > 0, random.one(in: 2) {
                action = .remove(random.number(0...node.count - 1))
            } else {
                action = .insertItem(Self.content(&random, 0), at: random.number(0...node.count))
            }
        default:
            let isKey = nodes.contains { parent in
                parent.kind == .mapping && parent.entries.contains { $0.key.index == node.index }
            }
            action = .replace(isKey ? .string("renamed") : Self.content(&random, 0))
        }
    }

    static func content(_ random: inout Seeded, _ depth: Int) -> Content {
        switch random.number(0...(depth > 2 ? 3 : 7)) {
        case 0:
            .string(
                random.pick([
                    "x", "", "no", "two words", "a: b", "é", "tab\t", "l\nm\n", "it's",
                    "\u{1F600}\u{2028}",
                ])
            )
        case 1: .bare(random.pick(["1", "true", "-1.5"]))
        case 2: .quoted(random.pick(["q", "\"", "\\", "1"]))
        case 3: .below(random.pick(["fs1:new:value:AAAA+/=", "no", "- x"]))
        case 4: .mapping(entries(&random, depth))
        case 5: .sequence((0..<random.number(0...2)).map { _ in content(&random, depth + 1) })
        case 6: .flowMapping(entries(&random, depth))
        default: .flowSequence((0..<random.number(0...2)).map { _ in content(&random, depth + 1) })
        }
    }

    private static func entries(_ random: inout Seeded, _ depth: Int) -> [(String, Content)] {
        (0..<random.number(0...2)).map { ("e\($0)", content(&random, depth + 1)) }
    }

    func add(to edits: inout Edits) {
        switch action {
        case .replace(let content): edits.replace(node, with: content)
        case .insertEntry(let key, let content, let before):
            let name = before.map { Array(node.entries)[$0].key.text }
            edits.insert(key, content, into: node, before: name)
        case .insertItem(let content, let place): edits.insert(content, into: node, at: place)
        case .remove(let place):
            if node.kind == .mapping {
                edits.remove(Array(node.entries)[place].key.text, from: node)
            } else {
                edits.remove(at: place, from: node)
            }
        }
    }

    /// The child that goes.
    var removed: Int? {
        if case .remove(let place) = action { place } else { nil }
    }

    /// Whether no byte of the file has to go.
    var isPureInsertion: Bool {
        switch action {
        case .insertEntry, .insertItem: node.style == .block && node.count > 0
        default: false
        }
    }

    /// Where the file may change.
    var reach: Range<Int> {
        let bytes = node.file.bytes
        func nextLine(_ offset: Int) -> Int {
            var next = offset
            while next < bytes.count, bytes[next] != 10 { next += 1 }
            return min(next + 1, bytes.count)
        }
        switch action {
        case .replace(let content):
            let isScalar =
                switch content {
                case .string, .bare, .quoted: true
                default: false
                }
            let isText =
                node.kind == .scalar && node.range.count > 0
                && node.style != .literal && node.style != .folded
            if isScalar, isText { return node.range }
        case .remove(let place) where node.style == .block && node.count > 1:
            let children = node.kind == .mapping ? node.entries.map(\.key) : Array(node.items)
            let child = children[place]
            var start = child.range.lowerBound
            if node.kind == .sequence {
                let before = place == 0 ? node.record.start : children[place - 1].record.extent
                start = Layout(of: node.file).skip(from: Int(before))
            }
            start = Layout(of: node.file).startOfOwnLine(start) ?? start
            let value = node.kind == .mapping ? Array(node.entries)[place].value : child
            var end = nextLine(Int(value.record.extent))
            // Empty lines and deeper comments may go too.
            while end < bytes.count, let sign = bytes[end...].firstIndex(where: { !$0.isBlank }),
                bytes[sign].isLineEnd
                    || bytes[sign] == UInt8(ascii: "#") && sign - end > Int(node.record.column)
            {
                end = nextLine(sign)
            }
            while place == 0, end < bytes.count, bytes[end].isBlank { end += 1 }
            // Where the file ends without a line end, so does what is left.
            while end == bytes.count, bytes.last != 10, start > 0, bytes[start - 1].isLineEnd {
                start -= 1
            }
            return start..<end
        default: break
        }
        // From the node before, so that a colon or dash and comments in between count.
        let before = node.index > 0 ? Node(file: node.file, index: node.index - 1) : nil
        let start = before.map { $0.kind == .scalar ? $0.range.upperBound : $0.range.lowerBound }
        return (start ?? 0)..<nextLine(Int(node.record.extent))
    }
}

/// What the documents of `file` mean after `edits`.
func expected(_ file: YAMLFile, _ edits: [RandomEdit]) -> [Model] {
    file.documents.map { expected($0, edits) }
}

private func expected(_ node: Node, _ edits: [RandomEdit]) -> Model {
    let own = edits.filter { $0.node.index == node.index }
    var model: Model?
    var added: [(place: Int, key: String?, content: Content)] = []
    var removed = Set<Int>()
    for edit in own {
        switch edit.action {
        case .replace(let content): model = Model(content)
        case .insertEntry(let key, let content, let before):
            added.append((before ?? node.count, key, content))
        case .insertItem(let content, let place): added.append((place, nil, content))
        case .remove(let place): removed.insert(place)
        }
    }
    if let model { return model }
    switch node.kind {
    case .scalar: return Model(node)
    case .mapping:
        var entries: [Model.Entry] = []
        for (place, entry) in Array(node.entries).enumerated() {
            for new in added where new.place == place {
                entries.append(.init(key: new.key ?? "", value: Model(new.content)))
            }
            guard !removed.contains(place) else { continue }
            let key = expected(entry.key, edits)
            guard case .text(let name) = key else { continue }
            entries.append(.init(key: name, value: expected(entry.value, edits)))
        }
        for new in added where new.place == node.count {
            entries.append(.init(key: new.key ?? "", value: Model(new.content)))
        }
        return .mapping(entries)
    case .sequence:
        var items: [Model] = []
        for (place, item) in Array(node.items).enumerated() {
            for new in added where new.place == place { items.append(Model(new.content)) }
            if !removed.contains(place) { items.append(expected(item, edits)) }
        }
        for new in added where new.place == node.count { items.append(Model(new.content)) }
        return .sequence(items)
    }
}
