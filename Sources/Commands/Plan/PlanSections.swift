internal import CommandLine
internal import Inspection

/// A plan as sections of lines, in the order in which a reviewer should read them.
///
/// Text and Markdown show the same sections; only how they mark and escape differs.
struct PlanSections {
    struct Line {
        let isDangerous: Bool
        let phrase: Phrase
        let details: [Phrase]
        let place: FilePlace?
    }

    /// A text that changes, and what it is.
    struct ShownDiff {
        let title: Phrase
        let diff: TextDiff
        let isDangerous: Bool
    }

    struct Section {
        let title: String
        var lines: [Line] = []
        var diffs: [ShownDiff] = []

        var isEmpty: Bool { lines.isEmpty && diffs.isEmpty }
    }

    /// How much is said of what is not dangerous.
    enum Detail {
        case whole
        /// Values that are added as numbers; what changes of those that were there in full.
        case changes
        /// Values and clusters as numbers, and of the rest how much there is.
        case byGroup
    }

    /// Rows of clusters, and Secrets in a row, beyond which only numbers are given.
    private static let rowLimit = 30
    private static let effectLimit = 8

    let sections: [Section]

    init(_ plan: Plan, _ detail: Detail) {
        let dangerous = plan.others.filter(\.isDangerous)
        let all = [
            Section(
                title: "Not vouched for, going back, not readable",
                lines: (plan.alarms + dangerous).map(Self.line)
            ),
            Section(title: "Recipients and registry", lines: Self.lines(plan.registry, detail)),
            Section(title: "Clusters that get nothing", lines: plan.outages.map(Self.line)),
            Section(
                title: "Templates, scopes, layers and documents",
                lines: Self.lines(plan.shape, detail)
            ),
            Section(
                title: "Values to look at closely",
                lines: plan.values.filter { $0.danger != nil }.map(Self.dangerous)
            ),
            Section(title: "Texts that change", diffs: Self.diffs(plan.statements, detail)),
            Section(title: "Values", lines: Self.values(plan, detail)),
            Section(title: "Clusters", lines: Self.clusters(plan, detail)),
            Section(
                title: "Other files",
                lines: plan.others.filter { !$0.isDangerous }.map(Self.line)
            ),
        ]
        sections = all.filter { !$0.isEmpty }
    }

    // MARK: Statements

    private static func lines(_ statements: [PlanStatement], _ detail: Detail) -> [Line] {
        let dangerous = statements.filter(\.isDangerous).map(line)
        let rest = statements.filter { !$0.isDangerous }
        guard detail == .byGroup, !rest.isEmpty else { return dangerous + rest.map(line) }
        return dangerous + [plain("\(rest.count, "further change") of less weight, not listed")]
    }

    private static func line(_ statement: PlanStatement) -> Line {
        Line(
            isDangerous: statement.isDangerous,
            phrase: statement.phrase,
            details: statement.details,
            place: statement.line == nil
                ? nil : statement.path.map { FilePlace($0, line: statement.line) }
        )
    }

    private static func plain(_ phrase: Phrase, details: [Phrase] = []) -> Line {
        Line(isDangerous: false, phrase: phrase, details: details, place: nil)
    }

    private static func diffs(_ statements: [PlanStatement], _ detail: Detail) -> [ShownDiff] {
        statements.compactMap { statement in
            guard let diff = statement.diff, statement.isDangerous || detail != .byGroup else {
                return nil
            }
            return ShownDiff(
                title: statement.phrase,
                diff: diff,
                isDangerous: statement.isDangerous
            )
        }
    }

    // MARK: Values

    private static func dangerous(_ value: ValueChange) -> Line {
        Line(
            isDangerous: true,
            phrase:
                "\(value.title): \(value.key) for \(value.group): \(value.danger ?? "")",
            details: [versions(value)],
            place: FilePlace(value.path, line: value.line)
        )
    }

    private static func values(_ plan: Plan, _ detail: Detail) -> [Line] {
        guard detail != .byGroup else { return byGroup(plan.values) }
        var lines: [Line] = []
        var additions: [Phrase] = []
        var index = 0
        while index < plan.values.count {
            let title = plan.values[index].title
            let end = plan.values[index...].firstIndex { $0.title != title } ?? plan.values.count
            let own = plan.values[index..<end]
            index = end
            guard detail == .changes else {
                lines.append(plain("\(title)", details: own.map(versions)))
                continue
            }
            let added = own.filter { $0.kind == .added }
            let changed = own.filter { $0.kind != .added }
            if !changed.isEmpty { lines.append(plain("\(title)", details: changed.map(versions))) }
            if !added.isEmpty { additions.append("\(title): \(added.count, "value") added") }
        }
        lines += additions.map { plain($0) }
        if plan.values.contains(where: { $0.kind == .resealed }) { lines.append(resealed) }
        return lines
    }

    /// Nobody can tell it from outside.
    private static let resealed = plain(
        "re-sealed: so the documents say; that a value is the same only opening tells: fleetseal check --identity FILE"
    )

    private static func versions(_ value: ValueChange) -> Phrase {
        let what: Phrase = "\(value.key) for \(value.group)"
        switch value.kind {
        case .added:
            return "\(what) added, \(new(value)); \(value.reach.phrase)"
        case .removed:
            return "\(what) removed, was \(old(value)); before, \(reached(value.reach))"
        case .changed:
            return "\(what) changed, \(old(value)) to \(new(value)); \(value.reach.phrase)"
        case .resealed:
            return
                "\(what) re-sealed to \(value.sealedTo), still \(new(value)); \(value.reach.phrase)"
        }
    }

    private static func old(_ value: ValueChange) -> Phrase { value.oldID.map { "\($0)" } ?? "" }
    private static func new(_ value: ValueChange) -> Phrase { value.newID.map { "\($0)" } ?? "" }

    private static func reached(_ reach: ValueReach) -> Phrase { "it \(reach.phrase)" }

    private static func byGroup(_ values: [ValueChange]) -> [Line] {
        let groups = Dictionary(grouping: values, by: \.group)
        return groups.sorted { $0.key < $1.key }.map { group, values in
            let titles = Set(values.map(\.title))
            let documents = titles.count
            var parts: [Phrase] = []
            for kind in ValueChange.Kind.allCases {
                let count = values.filter { $0.kind == kind }.count
                if count > 0 { parts.append("\(count) \(word(kind))") }
            }
            let counts = parts.dropFirst().reduce(parts.first ?? "") { "\($0), \($1)" }
            let changed = Set(values.filter { $0.kind != .added }.map(\.title)).sorted()
            let names: [Phrase] =
                changed.isEmpty || documents == 1
                ? [] : ["not only added: \(names: changed, limit: 10)"]
            let place: Phrase =
                documents == 1 ? "\(names: titles.sorted())" : "\(documents, "document")"
            return plain("for \(group): \(counts) in \(place)", details: names)
        }
    }

    private static func word(_ kind: ValueChange.Kind) -> Phrase {
        switch kind {
        case .changed: "changed"
        case .added: "added"
        case .removed: "removed"
        case .resealed: "re-sealed only"
        }
    }

    // MARK: Clusters

    private static func clusters(_ plan: Plan, _ detail: Detail) -> [Line] {
        let rows = EffectRow.all(plan)
        let naming = ClusterNaming(plan)
        let limit = detail == .byGroup ? rowLimit / 3 : rowLimit
        var lines = rows.prefix(limit).map { row -> Line in
            let effects = row.effects
            let shown = detail == .byGroup ? effectLimit / 4 : effectLimit
            var details = effects.prefix(shown).map(\.phrase)
            if effects.count > shown {
                details.append("and \(effects.count - shown, "more Secret")")
            }
            return plain(
                "\(naming.phrase(row.clusters)): \(effects.count, "Secret")",
                details: details
            )
        }
        if rows.count > limit {
            let rest = rows[limit...].reduce(0) { $0 + $1.clusters.count }
            lines.append(
                plain(
                    "and \(rest, "more cluster"), each with changes of its own; --json lists them"
                )
            )
        }
        return lines
    }
}
