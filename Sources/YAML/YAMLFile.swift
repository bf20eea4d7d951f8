/// A file that was read strictly: its bytes, and the tree of nodes in them.
///
/// It never changes, so nodes can point into it from any task. Memory of its own with content is wiped
/// when the last of them is dropped; an array that it was read from, and what a caller copies out, is
/// the caller's.
package final class YAMLFile: Sendable {
    let tree: Tree
    /// What it was read within, and what its edited form has to keep to.
    let limits: ReadingLimits

    /// Reads `bytes`, which are kept as they are: not for secrets, since nobody wipes them.
    package init(_ bytes: [UInt8], limits: ReadingLimits = ReadingLimits()) throws(YAMLError) {
        self.limits = limits
        do throws(YAMLError) {
            tree = try Tree(.shared(bytes), limits: limits)
        } catch {
            throw ConflictMarker.error(in: bytes) ?? error
        }
    }

    /// Reads `bytes`, an edited form of `old`, within the same limits.
    init(_ bytes: [UInt8], editedFrom old: YAMLFile) throws(YAMLError) {
        limits = old.limits
        tree = try Tree(bytes, like: old.tree, limits: old.limits)
    }

    /// Reads `bytes` from memory that Swift's arrays never see: for secrets.
    package init(_ bytes: RawSpan, limits: ReadingLimits = ReadingLimits()) throws(YAMLError) {
        self.limits = limits
        tree = try Tree(.wiped(WipedBytes(copying: Span(_bytes: bytes))), limits: limits)
    }

    /// The root of each document; one with nothing but comments has none and is left out.
    package var documents: [Node] {
        tree.roots.map { Node(file: self, index: $0) }
    }

    /// The whole source; a copy if it was read from memory for secrets.
    package var bytes: [UInt8] { tree.source.array }

    /// The length of the source in bytes.
    package var count: Int { tree.source.count }

    /// Line and column of the byte at `offset`.
    ///
    /// Counts on from the nearest node before, so asking for many places stays cheap.
    package func position(at offset: Int) -> Position {
        precondition(offset >= 0 && offset <= count, "place outside the file")
        var low = 0
        var high = tree.records.count
        while low < high {
            let middle = (low + high) / 2
            if tree.records[middle].start <= offset { low = middle + 1 } else { high = middle }
        }
        let known =
            low > 0 ? tree.records[low - 1].position : Position(line: 1, column: 1, offset: 0)
        return known.advanced(to: offset, in: source)
    }

    /// The source itself, for as long as the file is borrowed.
    var source: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            let bytes = unsafe tree.source.unguarded(0..<count)
            return unsafe _overrideLifetime(bytes, borrowing: self)
        }
    }
}
