import YAML

/// Reads `bytes` as a file and, if that works, edits it in ways that the bytes themselves choose.
///
/// A refused edit is fine: that is the safety net. An edit that gives a file which means anything
/// else than it said is a crash.
func fuzzOne(_ bytes: [UInt8]) {
    guard let file = try? YAMLFile(bytes) else { return }
    precondition(file.bytes == bytes, "a file keeps its bytes")
    let nodes = file.documents.flatMap(all)
    checkPlaces(nodes, in: file)
    guard !nodes.isEmpty, nodes.count < 2_000 else { return }
    var choices = Choices(bytes)
    for _ in 0..<4 {
        let changes = (0..<choices.pick(3) + 1).map { _ in Change(nodes, &choices) }
        check(changes, of: file)
    }
}

private func check(_ changes: [Change], of file: YAMLFile) {
    var edits = Edits(file)
    for change in changes { change.add(to: &edits) }
    guard let bytes = try? edits.applied() else { return }
    guard let edited = try? YAMLFile(bytes) else { preconditionFailure("an edit broke the file") }
    let meaning = edited.documents.map { Meaning($0, []) }
    precondition(
        meaning == file.documents.map { Meaning($0, changes) },
        "an edit changed something else"
    )
}

private func checkPlaces(_ nodes: [Node], in file: YAMLFile) {
    var last = 0
    for node in nodes {
        precondition(node.range.lowerBound >= last && node.range.upperBound <= file.count)
        precondition(file.position(at: node.range.lowerBound) == node.position)
        last = node.range.lowerBound
        if node.kind == .mapping {
            for entry in node.entries {
                precondition(node[entry.key.text]?.range == entry.value.range, "a key is found")
            }
        }
    }
}

private func all(_ node: Node) -> [Node] {
    switch node.kind {
    case .scalar: [node]
    case .mapping: [node] + node.entries.flatMap { all($0.key) + all($0.value) }
    case .sequence: [node] + node.items.flatMap(all)
    }
}

/// Choices that follow from the input, so that a crash comes again.
private struct Choices {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    init(_ bytes: [UInt8]) {
        for byte in bytes { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    mutating func pick(_ count: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33) % count
    }
}

/// One change and the node that it is made to, known by its place, which no other of its kind has.
private struct Change {
    enum Action {
        case replace(Content)
        case insert(String, Content, at: Int)
        case remove(Int)
    }

    let node: Node
    let action: Action

    init(_ nodes: [Node], _ choices: inout Choices) {
        node = nodes[choices.pick(nodes.count)]
        switch (node.kind, choices.pick(3)) {
        case (.scalar, _), (_, 0): action = .replace(Self.content(&choices))
        case (_, 1):
            action = .insert("new", Self.content(&choices), at: choices.pick(node.count + 1))
        default:
            action = node.count > 0 ? .remove(choices.pick(node.count)) : .replace(.string("x"))
        }
    }

    private static func content(_ choices: inout Choices) -> Content {
        switch choices.pick(7) {
        case 0: .string("text")
        case 1: .bare("1")
        case 2: .quoted("a\n\"")
        case 3: .below("fs1:k:v:AAAA")
        case 4: .mapping([("a", .below("b")), ("c", .sequence([.string("no")]))])
        case 5: .sequence([.mapping([("a", .bare("1"))]), .string("it's")])
        default: .flowMapping([])
        }
    }

    func isAbout(_ other: Node) -> Bool {
        node.range == other.range && node.kind == other.kind
    }

    func add(to edits: inout Edits) {
        switch (action, node.kind) {
        case (.replace(let content), _): edits.replace(node, with: content)
        case (.insert(let key, let content, let place), .mapping):
            let keys = node.entries.map(\.key.text)
            let before = place < keys.count ? keys[place] : nil
            edits.insert(key, content, into: node, before: before)
        case (.insert(_, let content, let place), _):
            edits.insert(content, into: node, at: place)
        case (.remove(let place), .mapping):
            edits.remove(node.entries.map(\.key.text)[place], from: node)
        case (.remove(let place), _): edits.remove(at: place, from: node)
        }
    }
}

/// What a node means after some changes, found without the code under test.
private indirect enum Meaning: Equatable {
    case text([UInt8])
    case other([UInt8])
    case mapping([[UInt8]], [Meaning])
    case sequence([Meaning])

    init(_ content: Content) {
        switch content {
        case .string(let text), .quoted(let text), .below(let text): self = .text(Array(text.utf8))
        case .bare(let text): self = .other(Array(text.utf8))
        case .mapping(let entries), .flowMapping(let entries):
            self = .mapping(entries.map { Array($0.0.utf8) }, entries.map { Meaning($0.1) })
        case .sequence(let items), .flowSequence(let items):
            self = .sequence(items.map(Meaning.init))
        }
    }

    init(_ node: Node, _ changes: [Change]) {
        let own = changes.filter { $0.isAbout(node) }
        for change in own.reversed() {
            guard case .replace(let content) = change.action else { continue }
            self = Meaning(content)
            return
        }
        let isMapping = node.kind == .mapping
        let children = isMapping ? node.entries.map(\.value) : Array(node.items)
        let names = node.entries.map(\.key)
        var keys: [[UInt8]] = []
        var values: [Meaning] = []
        for place in 0...children.count {
            for case .insert(let key, let content, at: place) in own.map(\.action) {
                keys.append(Array(key.utf8))
                values.append(Meaning(content))
            }
            let isRemoved = own.contains {
                if case .remove(place) = $0.action { true } else { false }
            }
            guard place < children.count, !isRemoved else { continue }
            if isMapping { keys.append(Meaning(names[place], changes).bytes) }
            values.append(Meaning(children[place], changes))
        }
        let text = Array(node.text.utf8)
        self =
            switch node.kind {
            case .scalar: node.isPlainNonString ? .other(text) : .text(text)
            case .mapping: .mapping(keys, values)
            case .sequence: .sequence(values)
            }
    }

    private var bytes: [UInt8] {
        switch self {
        case .text(let bytes), .other(let bytes): bytes
        case .mapping, .sequence: []
        }
    }
}
