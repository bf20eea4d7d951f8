internal import JSON
internal import CommandLine
internal import Documents
internal import Fleet
internal import Git
internal import Inspection
internal import Sealing
internal import YAML

/// What `explain` prints.
struct ExplanationReport {
    private let explanation: Explanation
    private let states: KeyStates
    /// Since when values stand there; without it, there is no such column.
    private let since: ValueHistory?

    init(_ explanation: Explanation, states: KeyStates, since: ValueHistory?) {
        self.explanation = explanation
        self.states = states
        self.since = since
    }

    private var document: SecretDocument { explanation.entry.document }

    // MARK: Text

    func print(_ terminal: Terminal) throws {
        let cluster = explanation.cluster.name
        let files = ([document.path] + (explanation.part.map { [$0.path] } ?? []))
        let what = "\(explanation.title) on \(cluster)"
        try terminal.print(
            "\(terminal.styled(what, .bold)): \(Terminal.escaped(files.joined(separator: ", ")))"
        )
        guard explanation.isAddressed else {
            try terminal.print("")
            return try terminal.print(notAddressed)
        }
        if let obstacle = explanation.obstacle {
            let text = "gets nothing: \(obstacle.phrase.text)"
            try terminal.print("\n" + terminal.styled(Terminal.escaped(text), .red))
        }
        try print(keys, terminal)
        try print(template, terminal)
        try print(others, terminal)
    }

    private func print(_ table: Table, _ terminal: Terminal) throws {
        guard !table.isEmpty else { return }
        try terminal.print("\n" + table.text(for: terminal))
    }

    private var notAddressed: String {
        let layers = explanation.layerGroups
        let groups = explanation.cluster.groups.joined(separator: ", ")
        guard !layers.isEmpty else {
            return "not for \(explanation.cluster.name): the document has no layers"
        }
        return """
            not for \(explanation.cluster.name): no layer is for a group it is in
              it is in        \(groups)
              layers are for  \(layers.joined(separator: ", "))
            """
    }

    private var keys: Table {
        let titles = ["KEY", "FROM", "PLACE", "VALUE", "SEALED TO", "HIDES"]
        var table = Table(titles: since == nil ? titles : titles + ["SINCE"])
        for item in explanation.given {
            guard let value = item.decision.value else { continue }
            let state = states.state(item.decision) ?? "unknown"
            var cells = [
                Table.Cell(item.key + (explanation.isOmitted(item.key) ? " (template only)" : "")),
                Table.Cell(item.decision.group),
                Table.Cell(item.decision.place),
                Table.Cell(value.sealed.id.text),
                state == "active"
                    ? Table.Cell(value.sealed.key.text)
                    : Table.Cell("\(value.sealed.key) (\(state))", .yellow),
                Table.Cell(Self.groups(item.hidden)),
            ]
            if let since { cells.append(Table.Cell(since.text(item.decision))) }
            table.add(cells)
        }
        return table
    }

    private var template: Table {
        var table = Table("TEMPLATE", "USES", "LACKS")
        for output in explanation.outputs {
            let lacking = Self.missing(output)
            table.add(
                Table.Cell(output.key),
                Table.Cell(Self.uses(output).joined(separator: ", ")),
                Table.Cell(lacking.joined(separator: ", "), .red)
            )
        }
        return table
    }

    private var others: Table {
        var table = Table("NOT HERE", "WHY", "GIVEN BY")
        for item in explanation.removed {
            table.add(
                Table.Cell(item.key),
                Table.Cell("removed by \(item.decision.group), \(item.decision.place)"),
                Table.Cell(Self.groups(item.hidden))
            )
        }
        for absence in explanation.absences {
            table.add(
                Table.Cell(absence.key),
                absence.isOptional
                    ? "no layer for this cluster gives it (optional)"
                    : Table.Cell("no layer for this cluster gives it", .yellow),
                Table.Cell(absence.groups.joined(separator: ", "))
            )
        }
        return table
    }

    private static func groups(_ statements: [Statement]) -> String {
        statements.map(\.group).joined(separator: ", ")
    }

    private static func uses(_ output: Explanation.Output) -> [String] {
        output.keys + output.facts.map { "cluster.\($0)" }
    }

    private static func missing(_ output: Explanation.Output) -> [String] {
        output.missingKeys + output.missingFacts.map { "cluster.\($0)" }
    }

    // MARK: JSON

    var json: JSONValue {
        let removed = explanation.removed
        return [
            "secret": .string(explanation.title),
            "cluster": .string(explanation.cluster.name),
            "path": .string(document.path),
            "part": JSONValue(explanation.part?.path),
            "applies": .boolean(explanation.isAddressed),
            "obstacle": JSONValue(explanation.obstacle?.phrase.text),
            "groups": JSONValue(explanation.cluster.groups),
            "layers": JSONValue(explanation.layerGroups),
            "keys": .array(explanation.given.map(key)),
            "removed": .array(removed.map(Self.removal)),
            "absent": .array(explanation.absences.map(Self.absence)),
            "template": .array(explanation.outputs.map(Self.output)),
        ]
    }

    private func key(_ item: Explanation.Item) -> JSONValue {
        let commit = since?.commit(item.decision)
        return .object([
            .init("key", .string(item.key)),
            .init("group", .string(item.decision.group)),
            .init("path", .string(item.decision.path)),
            .init("line", .integer(item.decision.position.line)),
            .init("value", JSONValue(item.decision.value?.sealed.id.text)),
            .init("sealedTo", JSONValue(item.decision.value?.sealed.key.text)),
            .init("keyState", JSONValue(states.state(item.decision))),
            .init("templateOnly", .boolean(explanation.isOmitted(item.key))),
            .init("optional", .boolean(explanation.isOptional(item.key))),
            .init("hides", .array(item.hidden.map(Self.hidden))),
            .init("since", JSONValue(commit?.id.description)),
            .init("date", JSONValue(commit.map { Today.date(secondsSince1970: $0.time) })),
            .init("shallow", .boolean(commit?.isCut ?? false)),
        ])
    }

    private static func hidden(_ statement: Statement) -> JSONValue {
        [
            "group": .string(statement.group), "path": .string(statement.path),
            "line": .integer(statement.position.line),
            "value": JSONValue(statement.value?.sealed.id.text),
        ]
    }

    private static func removal(_ item: Explanation.Item) -> JSONValue {
        [
            "key": .string(item.key), "group": .string(item.decision.group),
            "path": .string(item.decision.path),
            "line": .integer(item.decision.position.line),
            "hides": .array(item.hidden.map(hidden)),
        ]
    }

    private static func absence(_ absence: Explanation.Absence) -> JSONValue {
        [
            "key": .string(absence.key), "groups": JSONValue(absence.groups),
            "optional": .boolean(absence.isOptional),
        ]
    }

    private static func output(_ output: Explanation.Output) -> JSONValue {
        [
            "key": .string(output.key), "uses": JSONValue(uses(output)),
            "missing": JSONValue(missing(output)),
        ]
    }
}
