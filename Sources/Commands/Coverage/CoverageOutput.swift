internal import Inspection

/// What `coverage` gives out, in one of its formats.
struct CoverageOutput {
    /// What a browser still scrolls and sorts at once.
    static let pageLimit = 100_000
    /// What a file for other programs may hold.
    static let fileLimit = 20_000_000

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
            try checkSize(Self.fileLimit, "csv")
            return CoverageCSV(matrix).text
        case "json":
            try checkSize(Self.fileLimit, "json")
            return JSONWriter.text(CoverageJSON(matrix).value) + "\n"
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
            "write \(format): \(String(matrix.rows, "key")) × \(matrix.columns.count) \(matrix.axis.rawValue)s are \(matrix.cells) cells, more than the \(limit) that it may have",
            hint:
                "take fewer of them: --gaps, --select SELECTOR, \(other); the table is summarised and has no limit"
        )
    }
}
