internal import Inspection

/// The matrix on a terminal: whole where it fits, or else a line a key that counts clusters.
struct CoverageTable {
    private let matrix: CoverageMatrix

    init(_ matrix: CoverageMatrix) {
        self.matrix = matrix
    }

    func text(for terminal: Terminal, width: Int) -> String {
        guard matrix.rows > 0 else { return summary }
        // A column takes at least its name, or a cell's shortest word and the space before it.
        let least = matrix.columns.reduce(0) { $0 + max($1.name.utf8.count, 3) + 2 }
        if least < width {
            let table = whole
            if table.width <= width { return table.text(for: terminal) + "\n\n" + summary }
        }
        return counted.text(for: terminal) + "\n\n" + summary
    }

    private var whole: Table {
        var table = Table(titles: ["SECRET", "KEY"] + matrix.columns.map(\.name))
        for secret in matrix.secrets {
            for key in secret.keys {
                let cells = matrix.columns.map { column -> Table.Cell in
                    let cell = matrix.cell(secret, key, column)
                    if cell.state == .none { return "·" }
                    return Table.Cell(CoverageText.of(cell), cell.state == .gap ? .red : nil)
                }
                table.add([Table.Cell(secret.title), Self.name(key)] + cells)
            }
        }
        return table
    }

    private var counted: Table {
        var table = Table("SECRET", "KEY", "CLUSTERS", "FROM", "GAPS")
        for secret in matrix.secrets {
            let addressed = secret.addressed.count
            for key in secret.keys {
                table.add(
                    Table.Cell(secret.title),
                    Self.name(key),
                    Table.Cell("\(key.given.count) of \(addressed)"),
                    Table.Cell(Self.givers(key)),
                    Table.Cell(gaps(secret, key), .red)
                )
            }
        }
        return table
    }

    private static func name(_ key: SecretCoverage.Key) -> Table.Cell {
        let notes = CoverageText.notes(key).joined(separator: ", ")
        return Table.Cell(notes.isEmpty ? key.key : "\(key.key) (\(notes))")
    }

    private static func givers(_ key: SecretCoverage.Key) -> String {
        let shown = key.givers.prefix(4).map { "\($0.group ?? "template") \($0.clusters.count)" }
        let more = key.givers.count > 4 ? ["\(key.givers.count - 4) more layers"] : []
        return (shown + more).joined(separator: ", ")
    }

    private func gaps(_ secret: SecretCoverage, _ key: SecretCoverage.Key) -> String {
        guard let gaps = secret.gaps(key) else { return "" }
        let names = matrix.census.names(gaps)
        let more = names.count > 3 ? " and \(names.count - 3) more" : ""
        return names.prefix(3).joined(separator: ", ") + more
    }

    private var summary: String {
        let clusters = String(matrix.census.clusters.count, "cluster")
        let secrets = String(matrix.secrets.count, "secret")
        let keys = String(matrix.rows, "key")
        return "\(clusters), \(secrets), \(keys), \(matrix.gaps) with gaps"
    }
}
