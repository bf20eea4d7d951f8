/// Rows in aligned columns, for people to read.
///
/// Every cell is escaped, so names and paths from files can be put in as they are.
package struct Table: Sendable {
    /// The text of one place in the table, and how it stands out.
    package struct Cell: Sendable, ExpressibleByStringInterpolation {
        let text: String
        let style: Terminal.Style?

        /// A cell that may stand out.
        package init(_ text: String, _ style: Terminal.Style? = nil) {
            self.text = Terminal.escaped(text)
            self.style = style
        }

        /// A plain cell.
        package init(stringLiteral text: String) {
            self.init(text)
        }
    }

    private let titles: [String]
    private var rows: [[Cell]] = []

    /// An empty table with these columns.
    package init(_ titles: String...) {
        self.titles = titles
    }

    /// An empty table with as many columns as the command line asks for.
    package init(titles: [String]) {
        self.titles = titles.map(Terminal.escaped)
    }

    /// Whether it has only titles.
    package var isEmpty: Bool { rows.isEmpty }

    /// Adds a row with a cell for each column.
    package mutating func add(_ cells: Cell...) {
        add(cells)
    }

    /// Adds a row with a cell for each column.
    package mutating func add(_ cells: [Cell]) {
        precondition(cells.count == titles.count, "cells of a row")
        rows.append(cells)
    }

    /// How many columns of a terminal its longest line takes.
    package var width: Int {
        titles.indices.map { column in
            ([Cell(titles[column])] + rows.map { $0[column] }).map { DisplayWidth.of($0.text) }
                .max()
                ?? 0
        }.reduce(-2) { $0 + $1 + 2 }
    }

    /// The lines of the table, in the colours of the terminal's output, without a last line end.
    package func text(for terminal: Terminal) -> String {
        let titles = titles.map { Cell($0, .bold) }
        let lines = [titles] + rows
        let widths = titles.indices.map { column in
            lines.map { DisplayWidth.of($0[column].text) }.max() ?? 0
        }
        return lines.map { line(of: $0, widths: widths, for: terminal) }.joined(separator: "\n")
    }

    private func line(of cells: [Cell], widths: [Int], for terminal: Terminal) -> String {
        var line = ""
        var gap = 0
        for (cell, width) in zip(cells, widths) {
            if !cell.text.isEmpty {
                line += String(repeating: " ", count: gap)
                line += cell.style.map { terminal.styled(cell.text, $0) } ?? cell.text
                gap = 0
            }
            gap += width - DisplayWidth.of(cell.text) + 2
        }
        return line
    }
}
