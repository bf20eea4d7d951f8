internal import CommandLine
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
        let tables = (1...4).reversed().lazy.map { counted(naming: $0) }
        let table = tables.first { $0.width <= width } ?? counted(naming: 1)
        return table.text(for: terminal) + "\n\n" + summary
    }

    private var whole: Table {
        var table = Table(titles: ["SECRET", "KEY"] + matrix.columns.map(\.name))
        for secret in matrix.secrets {
            for key in secret.keys {
                let cells = matrix.columns.map { column -> Table.Cell in
                    let cell = matrix.cell(secret, key, column)
                    if cell.state == .none { return "·" }
                    return Table.Cell(
                        CoverageText.of(cell, matrix),
                        cell.state == .gap || cell.state == .blocked ? .red : nil
                    )
                }
                table.add([Table.Cell(secret.title), Self.name(key)] + cells)
            }
        }
        return table
    }

    /// Names so many layers and clusters, and counts the rest.
    private func counted(naming limit: Int) -> Table {
        var table = Table("SECRET", "KEY", "CLUSTERS", "FROM", "GAPS")
        for secret in matrix.secrets {
            let addressed = secret.addressed.count
            for key in secret.keys {
                table.add(
                    Table.Cell(secret.title),
                    Self.name(key),
                    Table.Cell("\(key.given.count) of \(addressed)"),
                    Table.Cell(givers(key, limit)),
                    Table.Cell(gaps(secret, key, limit), .red)
                )
            }
        }
        return table
    }

    private static func name(_ key: SecretCoverage.Key) -> Table.Cell {
        let notes = CoverageText.notes(key).joined(separator: ", ")
        return Table.Cell(notes.isEmpty ? key.key : "\(key.key) (\(notes))")
    }

    /// The layers with the clusters that they win on, those of single clusters together.
    private func givers(_ key: SecretCoverage.Key, _ limit: Int) -> String {
        let own = key.givers.filter { $0.group.map(matrix.isOwn) ?? false }
        let others = key.givers.filter { !($0.group.map(matrix.isOwn) ?? false) }
        var names = others.map { "\($0.group ?? "template") \($0.clusters.count)" }
        if own.count == 1 { names.append("\(own[0].group ?? "") 1") }
        if own.count > 1 { names.append("clusters’ own \(own.count)") }
        return Self.shortened(names, limit)
    }

    private func gaps(_ secret: SecretCoverage, _ key: SecretCoverage.Key, _ limit: Int) -> String {
        guard let gaps = secret.gaps(key) else { return "" }
        return Self.shortened(matrix.census.names(gaps), limit)
    }

    private static func shortened(_ names: [String], _ limit: Int) -> String {
        let more = names.count > limit ? ", \(names.count - limit) more" : ""
        return names.prefix(limit).joined(separator: ", ") + more
    }

    private var summary: String {
        (counts + outages).joined(separator: "\n")
    }

    /// Clusters that get nothing of a secret, and why.
    private var outages: [String] {
        matrix.secrets.flatMap { secret in
            secret.outages.map { outage in
                let names = matrix.census.names(outage.clusters)
                let verb = names.count == 1 ? "gets" : "get"
                let who = Self.shortened(names, 4)
                return Terminal.escaped(
                    "\(secret.title): \(who) \(verb) nothing: \(outage.obstacle.phrase.text)"
                )
            }
        }
    }

    private var counts: [String] {
        let clusters = String(matrix.census.clusters.count, "cluster")
        let secrets = String(matrix.secrets.count, "secret")
        let keys = String(matrix.rows, "key")
        return ["\(clusters), \(secrets), \(keys), \(matrix.gaps) with gaps"]
    }
}
