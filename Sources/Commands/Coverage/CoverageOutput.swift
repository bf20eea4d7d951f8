internal import JSON
internal import CommandLine
internal import Inspection

/// What `coverage` gives out, in one of its formats.
struct CoverageOutput {
    /// What a browser still scrolls and sorts at once.
    static let pageLimit = 100_000
    /// 20,000,000 cells are some 300 MB of CSV; a cell of JSON takes twenty times that.
    static let tableLimit = 20_000_000
    static let documentLimit = 500_000

    private let matrix: CoverageMatrix
    private let fleet: String
    private let format: String

    init(_ matrix: CoverageMatrix, fleet: String, format: String) {
        self.matrix = matrix
        self.fleet = fleet
        self.format = format
    }

    func print(_ terminal: Terminal) throws {
        try terminal.print(text(for: terminal, width: terminal.width), end: "")
    }

    /// The whole output, with its last line end.
    func text(for terminal: Terminal, width: Int) throws -> String {
        switch format {
        case "csv":
            try checkSize(Self.tableLimit, "csv")
            return CoverageCSV(matrix).text
        case "json":
            try checkSize(Self.documentLimit, "json")
            return JSONText.indented(CoverageJSON(matrix).value) + "\n"
        case "html":
            try checkSize(Self.pageLimit, "html")
            return CoveragePage(matrix, fleet: fleet).text
        default: return CoverageTable(matrix).text(for: terminal, width: width) + "\n"
        }
    }

    private func checkSize(_ limit: Int, _ format: String) throws {
        guard matrix.cells > limit else { return }
        let other =
            matrix.axis == .cluster ? "--by group" : "names of secrets"
        throw Failure(
            "write \(format): \(String(matrix.rows, "key")) × \(String(matrix.columns.count, matrix.axis.rawValue)) are \(matrix.cells) cells, more than the \(limit) that it may have",
            hint:
                "take fewer of them: --gaps, --select SELECTOR, \(other); the table is summarised and has no limit"
        )
    }
}
