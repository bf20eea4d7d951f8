internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import Sealing
internal import YAML

/// What `diff` prints.
struct ComparisonReport {
    private let comparison: ClusterComparison
    private let showsAll: Bool

    init(_ comparison: ClusterComparison, showsAll: Bool) {
        self.comparison = comparison
        self.showsAll = showsAll
    }

    private var names: (first: String, second: String) {
        (comparison.first.name, comparison.second.name)
    }

    // MARK: Text

    func print(_ terminal: Terminal) throws {
        var table = Table(titles: ["SECRET", "KEY", "DIFFERENCE", names.first, names.second])
        for secret in comparison.secrets { add(secret, to: &table) }
        if !table.isEmpty { try terminal.print(table.text(for: terminal) + "\n") }
        for line in summary { try terminal.print(line) }
    }

    private func add(_ secret: ClusterComparison.Secret, to table: inout Table) {
        switch secret.presence {
        case .first:
            table.add(
                Table.Cell(secret.title),
                "",
                "one only",
                cell(secret.obstacles.first, layers(secret)),
                "not for it"
            )
        case .second:
            table.add(
                Table.Cell(secret.title),
                "",
                "one only",
                "not for it",
                cell(secret.obstacles.second, layers(secret))
            )
        case .both:
            if let first = secret.obstacles.first, let second = secret.obstacles.second {
                let (left, right) = (cell(first, ""), cell(second, ""))
                table.add(Table.Cell(secret.title), "", "neither", left, right)
            }
            for key in secret.keys {
                table.add(
                    Table.Cell(secret.title),
                    Table.Cell(key.key),
                    Table.Cell(key.difference.rawValue, key.difference == .missing ? .red : nil),
                    Self.cell(key.first, key),
                    Self.cell(key.second, key)
                )
            }
        }
    }

    private func layers(_ secret: ClusterComparison.Secret) -> Table.Cell {
        let cluster = secret.presence == .first ? comparison.first : comparison.second
        let layers = secret.entry.layers(in: Set(cluster.groups), cluster: cluster.name)
        return Table.Cell(layers.map(\.layer.group).joined(separator: ", "))
    }

    private func cell(_ obstacle: Obstacle?, _ other: Table.Cell) -> Table.Cell {
        obstacle.map { Table.Cell("gets nothing: \($0.phrase.text)", .red) } ?? other
    }

    private static func cell(_ side: KeyComparison.Side, _ key: KeyComparison) -> Table.Cell {
        switch side {
        case .value(let statement):
            Table.Cell("\(statement.group) \(statement.value?.sealed.id.text ?? "")")
        case .made:
            Table.Cell(
                "template" + (key.causes.isEmpty ? "" : " of \(key.causes.joined(separator: ", "))")
            )
        case .removed(let statement): Table.Cell("removed by \(statement.group)")
        case .absent: "none"
        case .blocked(let obstacle): Table.Cell("gets nothing: \(obstacle.phrase.text)", .red)
        }
    }

    private var summary: [String] {
        let both = comparison.count(.both)
        let differing = comparison.secrets.count { $0.presence == .both && $0.differs }
        let only = [
            (names.first, comparison.count(.first)), (names.second, comparison.count(.second)),
        ].filter { $0.1 > 0 }.map { ", \($0.1) only on \($0.0)" }.joined()
        let counts = KeyComparison.Difference.allCases.map {
            "\(comparison.count($0)) \($0.rawValue)"
        }.joined(separator: ", ")
        return [
            "\(String(both, "secret")) on both, \(differing) of them differ\(only)",
            "keys on both: \(counts)",
        ]
    }

    // MARK: JSON

    var json: JSONValue {
        let shown = comparison.secrets.filter { showsAll || $0.differs }
        return [
            "first": .string(names.first),
            "second": .string(names.second),
            "summary": [
                "secretsOnBoth": .integer(comparison.count(.both)),
                "secretsOnFirst": .integer(comparison.count(.first)),
                "secretsOnSecond": .integer(comparison.count(.second)),
                "keys": .object(
                    KeyComparison.Difference.allCases.map {
                        .init($0.rawValue, .integer(comparison.count($0)))
                    }
                ),
            ],
            "secrets": .array(shown.map(json)),
        ]
    }

    private func json(_ secret: ClusterComparison.Secret) -> JSONValue {
        [
            "secret": .string(secret.title),
            "path": .string(secret.entry.document.path),
            "on": .string("\(secret.presence)"),
            "obstacles": [
                "first": JSONValue(secret.obstacles.first?.phrase.text),
                "second": JSONValue(secret.obstacles.second?.phrase.text),
            ],
            "keys": .array(
                secret.keys.map(Self.json)
            ),
        ]
    }

    private static func json(_ key: KeyComparison) -> JSONValue {
        [
            "key": .string(key.key),
            "difference": .string(key.difference.rawValue),
            "causes": JSONValue(key.causes),
            "first": json(key.first),
            "second": json(key.second),
        ]
    }

    private static func json(_ side: KeyComparison.Side) -> JSONValue {
        let state: String
        var lacking: [String] = []
        switch side {
        case .value: state = "value"
        case .made: state = "template"
        case .removed: state = "removed"
        case .absent: state = "none"
        case .blocked(let obstacle):
            state = "gets nothing"
            if case .templateLacks(let names) = obstacle { lacking = names }
        }
        let statement = side.statement
        return [
            "state": .string(state),
            "group": JSONValue(statement?.group),
            "path": JSONValue(statement?.path),
            "line": statement.map { .integer($0.position.line) } ?? .null,
            "value": JSONValue(statement?.value?.sealed.id.text),
            "sealedTo": JSONValue(statement?.value?.sealed.key.text),
            "lacks": JSONValue(lacking),
        ]
    }
}
