/// One node in the flat array behind a file, in the order of the source.
///
/// A mapping's children are its keys and values in turn. No field holds content, only places, so
/// these arrays need no wiping.
struct NodeRecord {
    var kind: Node.Kind
    var style: Node.Style
    /// Whether the value stands in the file's side buffer because its source spells it differently.
    var isAside = false
    /// The bytes of the node in the source.
    var start: UInt32
    var end: UInt32
    /// Where the node starts, both from 0.
    var line: UInt32
    var column: UInt32
    /// The index after the last node within this one.
    var next: UInt32
    /// Where a scalar's value starts, or how many entries or items a collection has.
    var first: UInt32 = 0
    /// How long a scalar's value is, or the number of a mapping's key table, 0 for none.
    var second: UInt32 = 0
    /// Where a block scalar ends with all the empty lines after it; elsewhere the same as `end`.
    var extent: UInt32

    var count: Int { Int(first) }
    var range: Range<Int> { Int(start)..<Int(end) }
    var value: Range<Int> { Int(first)..<Int(first) + Int(second) }
    var position: Position {
        Position(line: Int(line) + 1, column: Int(column) + 1, offset: Int(start))
    }
    var isEmpty: Bool { start == end }
    var isBlockScalar: Bool { style == .literal || style == .folded }
    var isCollection: Bool { kind != .scalar }
}
