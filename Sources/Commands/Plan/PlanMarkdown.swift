internal import CommandLine
internal import Inspection

/// A plan as the comment of a pull request, within what GitHub and GitLab take.
struct PlanMarkdown {
    let text: String
    /// Whether something dangerous could not be shown in full.
    let isCut: Bool

    /// In bytes; GitHub takes 65,536 characters.
    static let limit = 60_000
    /// The first line, by which CI finds the comment that it wrote before.
    static let marker = "<!-- fleetseal plan -->"

    init(_ plan: Plan, title: String, isShallow: Bool = false) {
        let head = Self.head(plan, title) + (isShallow ? Self.shallow : "")
        let whole = head + Self.body(PlanSections(plan, .whole))
        guard whole.utf8.count > Self.limit else {
            (text, isCut) = (whole, false)
            return
        }
        let brief =
            head + "\nToo much to list: values that are added are counted by Secret.\n"
            + Self.body(PlanSections(plan, .changes))
        guard brief.utf8.count > Self.limit else {
            (text, isCut) = (brief, false)
            return
        }
        let note = "\nToo much to list: values and clusters are given by group.\n"
        let short = head + note + Self.body(PlanSections(plan, .byGroup))
        guard short.utf8.count > Self.limit else {
            (text, isCut) = (short, false)
            return
        }
        (text, isCut) = (Self.cut(plan, head), true)
    }

    private static let shallow = """

        This clone is shallow: commits that it does not have are not looked at, such as for earlier \
        versions of values that are put back.

        """

    private static func head(_ plan: Plan, _ title: String) -> String {
        let mark = plan.dangers > 0 ? "🔴 " : ""
        return """
            \(marker)
            ## \(mark)fleetseal plan

            \(Markdown.code(ShownText.word(title))): \(PlanSummary(plan).text)

            """
    }

    private static func body(_ sections: PlanSections) -> String {
        sections.sections.map { section in
            var lines = ["", "### \(section.title)", ""]
            for line in section.lines { lines += shown(line) }
            for diff in section.diffs {
                let mark = diff.isDangerous ? "🔴 " : ""
                lines += ["", mark + Markdown.text(diff.title), "", Markdown.block(diff.diff)]
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined()
    }

    private static func shown(_ line: PlanSections.Line) -> [String] {
        let mark = line.isDangerous ? "🔴 " : ""
        let place = line.place.map { " — " + Markdown.code(ShownText.word($0.description)) } ?? ""
        return ["- " + mark + Markdown.text(line.phrase) + place]
            + line.details.map { "  - " + Markdown.text($0) }
    }

    /// What is said when even the dangerous part is too long: nothing of it may look complete.
    private static func cut(_ plan: Plan, _ head: String) -> String {
        let warning = """

            ### 🔴 Too long to be reviewed here

            The dangerous part of this change alone is longer than a comment may be. **Do not judge it by \
            this comment.** Check the branch out and run `fleetseal plan`.

            What follows is a count of it:

            """
        var counts: [String: Int] = [:]
        for statement in plan.statements where statement.isDangerous {
            counts[statement.code, default: 0] += 1
        }
        let values = plan.values.filter { $0.danger != nil }.count
        if values > 0 { counts["values"] = values }
        let lines = counts.sorted { $0.key < $1.key }.map { "- 🔴 \($0.value) × `\($0.key)`" }
        return head + warning + "\n" + lines.joined(separator: "\n") + "\n"
    }
}
