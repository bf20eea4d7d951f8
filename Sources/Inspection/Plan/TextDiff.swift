/// The lines by which two texts differ, with the lines around them.
package struct TextDiff: Sendable, Hashable {
    /// One line of either text, without its end.
    package enum Line: Sendable, Hashable {
        case same(String)
        case removed(String)
        case added(String)
        /// Lines that both have and that are not near a difference.
        case skipped(Int)
    }

    package let lines: [Line]

    /// Texts of more lines than this are shown as two wholes, since the comparison is quadratic.
    private static let comparedLines = 400
    /// How many common lines are kept beside a difference.
    private static let context = 3

    package init(from old: String, to new: String) {
        let (before, after) = (Self.split(old), Self.split(new))
        guard before.count <= Self.comparedLines, after.count <= Self.comparedLines else {
            lines = before.map { .removed($0) } + after.map { .added($0) }
            return
        }
        lines = Self.shortened(Self.compared(before, after))
    }

    private static func split(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        // By scalars: a carriage return before a line feed is one character with it.
        return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) }
    }

    /// The longest common subsequence, by bytes.
    private static func compared(_ before: [String], _ after: [String]) -> [Line] {
        let (rows, columns) = (before.count, after.count)
        var lengths = Array(repeating: Array(repeating: 0, count: columns + 1), count: rows + 1)
        for row in stride(from: rows - 1, through: 0, by: -1) {
            for column in stride(from: columns - 1, through: 0, by: -1) {
                lengths[row][column] =
                    isSame(before[row], after[column])
                    ? lengths[row + 1][column + 1] + 1
                    : max(lengths[row + 1][column], lengths[row][column + 1])
            }
        }
        var lines: [Line] = []
        var (row, column) = (0, 0)
        while row < rows, column < columns {
            if isSame(before[row], after[column]) {
                lines.append(.same(before[row]))
                (row, column) = (row + 1, column + 1)
            } else if lengths[row + 1][column] >= lengths[row][column + 1] {
                lines.append(.removed(before[row]))
                row += 1
            } else {
                lines.append(.added(after[column]))
                column += 1
            }
        }
        lines += before[row...].map { .removed($0) }
        lines += after[column...].map { .added($0) }
        return lines
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8)
    }

    private static func shortened(_ lines: [Line]) -> [Line] {
        var isNear = Array(repeating: false, count: lines.count)
        for (index, line) in lines.enumerated() {
            if case .same = line { continue }
            for near in max(0, index - context)..<min(lines.count, index + context + 1) {
                isNear[near] = true
            }
        }
        var result: [Line] = []
        var skipped = 0
        for (line, near) in zip(lines, isNear) {
            guard near else {
                skipped += 1
                continue
            }
            if skipped > 0 { result.append(.skipped(skipped)) }
            skipped = 0
            result.append(line)
        }
        if skipped > 0 { result.append(.skipped(skipped)) }
        return result
    }
}
