internal import YAML

/// What a YAML node means, without how it is written, to compare three versions of it.
indirect enum PlainTree: Hashable {
    /// Text, or what every version of YAML reads as something else.
    case scalar([UInt8], isText: Bool)
    case list([PlainTree])
    /// A list whose order means nothing.
    case set(Set<[UInt8]>)
    case table([[UInt8]: PlainTree])

    /// How to look at what stands under a path of names; an item of a list has the name `-`.
    enum View {
        case plain, set, nothing
    }

    init?(_ node: Node, at path: [String] = [], view: ([String]) -> View) {
        let wanted = view(path)
        guard wanted != .nothing else { return nil }
        switch node.kind {
        case .scalar:
            self = .scalar(Array(node.text.utf8), isText: !node.isPlainNonString)
        case .sequence:
            let items = node.items.map { Array($0.text.utf8) }
            if wanted == .set, node.items.allSatisfy({ $0.kind == .scalar }) {
                self = .set(Set(items))
            } else {
                self = .list(node.items.compactMap { PlainTree($0, at: path + ["-"], view: view) })
            }
        case .mapping:
            var table: [[UInt8]: PlainTree] = [:]
            for entry in node.entries {
                let name = entry.key.text
                table[Array(name.utf8)] = PlainTree(entry.value, at: path + [name], view: view)
            }
            self = .table(table)
        }
    }

    /// Three versions put together, name by name; `conflict` is told where both sides differ.
    static func merged(
        _ base: PlainTree?,
        _ ours: PlainTree?,
        _ theirs: PlainTree?,
        at path: [String] = [],
        pick: MergeSide,
        conflict: ([String]) -> Void
    ) -> PlainTree? {
        if ours == theirs || theirs == base { return ours }
        if ours == base { return theirs }
        switch (base, ours, theirs) {
        case (.table(let base), .table(let ours), .table(let theirs)):
            return merged(base, ours, theirs, at: path, pick: pick, conflict: conflict)
        case (nil, .table(let ours), .table(let theirs)):
            return merged([:], ours, theirs, at: path, pick: pick, conflict: conflict)
        case (.set(let base), .set(let ours), .set(let theirs)):
            return .set(merged(base, ours, theirs))
        case (nil, .set(let ours), .set(let theirs)):
            return .set(ours.union(theirs))
        default:
            conflict(path)
            return pick == .ours ? ours : theirs
        }
    }

    private static func merged(
        _ base: [[UInt8]: PlainTree],
        _ ours: [[UInt8]: PlainTree],
        _ theirs: [[UInt8]: PlainTree],
        at path: [String],
        pick: MergeSide,
        conflict: ([String]) -> Void
    ) -> PlainTree {
        var table: [[UInt8]: PlainTree] = [:]
        for name in Set(ours.keys).union(theirs.keys) {
            table[name] = merged(
                base[name],
                ours[name],
                theirs[name],
                at: path + [String(decoding: name, as: UTF8.self)],
                pick: pick,
                conflict: conflict
            )
        }
        return .table(table)
    }

    /// What is in both or was put in by either.
    static func merged<Element>(
        _ base: Set<Element>,
        _ ours: Set<Element>,
        _ theirs: Set<Element>
    ) -> Set<Element> {
        ours.intersection(theirs).union(ours.union(theirs).subtracting(base))
    }
}
