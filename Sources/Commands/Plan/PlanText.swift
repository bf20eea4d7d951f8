internal import CommandLine
internal import Inspection

/// A plan for a terminal: what is dangerous has a `!` before it and is red.
struct PlanText {
    let terminal: Terminal

    func print(_ plan: Plan, of range: PlanRange) throws {
        try terminal.print(
            Terminal.escaped(range.title) + ": " + PlanSummary(plan).text
        )
        for section in PlanSections(plan, .whole).sections {
            try terminal.print("")
            try terminal.print(terminal.styled(section.title, .bold))
            for line in section.lines { try print(line) }
            for diff in section.diffs { try print(diff) }
        }
    }

    private func print(_ line: PlanSections.Line) throws {
        let place = line.place.map { "  (\(ShownText.word($0.description)))" } ?? ""
        let text = Self.text(line.phrase)
        if line.isDangerous {
            try terminal.print(terminal.styled("! " + text, .red) + terminal.styled(place, .dim))
        } else {
            try terminal.print("  " + text + terminal.styled(place, .dim))
        }
        for detail in line.details { try terminal.print("      " + Self.text(detail)) }
    }

    private func print(_ diff: PlanSections.ShownDiff) throws {
        let title = Self.text(diff.title)
        try terminal.print(diff.isDangerous ? terminal.styled("! " + title, .red) : "  " + title)
        for (mark, text) in DiffLines.shown(diff.diff) {
            let line = "      " + mark.rawValue + text
            switch mark {
            case .same: try terminal.print(line)
            case .removed: try terminal.print(terminal.styled(line, .yellow))
            case .added: try terminal.print(terminal.styled(line, .green))
            }
        }
    }

    static func text(_ phrase: Phrase) -> String {
        phrase.pieces.map { piece in
            switch piece {
            case .ours(let text): text
            case .theirs(let text): ShownText.word(text)
            }
        }.joined()
    }
}
