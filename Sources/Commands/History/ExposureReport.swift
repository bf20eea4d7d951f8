internal import JSON
internal import CommandLine
internal import Fleet
internal import Git
internal import Inspection
internal import Sealing

/// What somebody could ever have read, as text and as JSON.
struct ExposureReport {
    let exposure: Exposure
    let isCurrentOnly: Bool

    private var findings: [Exposure.Finding] {
        isCurrentOnly ? exposure.findings.filter(\.isCurrent) : exposure.findings
    }

    func print(to terminal: Terminal) throws {
        var table = Table("SECRET", "KEY", "FOR", "VERSION", "SEALED TO", "SINCE", "COMMIT", "")
        for finding in findings {
            let value = finding.value
            table.add(
                "\(value.title.description)",
                "\(value.key)",
                "\(value.group)",
                "\(value.version.text)",
                "\(finding.sealedTo.text)",
                "\(Today.date(secondsSince1970: finding.since.time))\(finding.since.isCut ? " or earlier" : "")",
                "\(finding.since.id.short)",
                Table.Cell(finding.isCurrent ? "current" : "", .red)
            )
        }
        if !table.isEmpty { try terminal.print(table.text(for: terminal)) }
        terminal.note(summary)
        for stray in exposure.strays {
            terminal.warn(
                "\(Terminal.escaped(stray.path)) (commit \(stray.commit.short)) holds values sealed to these keys and does not read as a document: look at it yourself"
            )
        }
        for file in exposure.unreadable {
            terminal.warn(
                "\(Terminal.escaped(file.path)) (commit \(file.commit.short)) cannot be read: what was sealed to whom there is not known"
            )
        }
        if exposure.skipped > 0 {
            terminal.warn(
                "\(String(exposure.skipped, "file")) of the history too long to be looked at"
            )
        }
    }

    /// Only how much it is.
    func count(to terminal: Terminal) { terminal.note(summary) }

    private var summary: String {
        let current = exposure.findings.count(where: \.isCurrent)
        let commits = String(exposure.commits, "commit")
        let who = Terminal.escaped(exposure.subject.text)
        guard !exposure.keys.isEmpty else {
            return "no group key was ever sealed to \(who) in \(commits)"
        }
        return
            "\(who) could open \(String(exposure.keys.count, "group key")), and with them \(String(exposure.findings.count, "version")) of values in \(commits); \(current) current\(current == 0 ? "" : ": change them at their source, then set them anew")"
    }

    var json: JSONValue {
        [
            "subject": .string(exposure.subject.text),
            "kind": .string(exposure.subject.kind.rawValue),
            "commits": .integer(exposure.commits),
            "keys": .array(
                exposure.keys.map { ["group": .string($0.group), "key": .string($0.key.text)] }
            ),
            "values": .array(findings.map(Self.json)),
            "notDocuments": .array(exposure.strays.map(Self.json)),
            "unreadable": .array(exposure.unreadable.map(Self.json)),
            "tooLong": .integer(exposure.skipped),
        ]
    }

    private static func json(_ finding: Exposure.Finding) -> JSONValue {
        [
            "namespace": .string(finding.value.title.namespace),
            "name": .string(finding.value.title.name),
            "key": .string(finding.value.key), "group": .string(finding.value.group),
            "version": .string(finding.value.version.text),
            "sealedTo": .string(finding.sealedTo.text),
            "since": .string(finding.since.id.description),
            "date": .string(Today.date(secondsSince1970: finding.since.time)),
            "shallow": .boolean(finding.since.isCut),
            "current": .boolean(finding.isCurrent),
        ]
    }

    private static func json(_ file: Exposure.Stray) -> JSONValue {
        ["path": .string(file.path), "commit": .string(file.commit.description)]
    }
}
