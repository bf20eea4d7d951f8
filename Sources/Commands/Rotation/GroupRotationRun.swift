internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import JSON
internal import Sealing

/// One run of `rotate --groups`: drops keys that no value needs any more, gives new keys to groups
/// whose key is old or who lost a member, and moves their values as far as the identity opens them.
struct GroupRotationRun {
    private let invocation: Invocation
    private let age: Age
    private var terminal: Terminal { invocation.terminal }

    /// What was done, in the order in which it was done.
    private struct Report {
        var dropped: [(group: String, keys: [KeyID])] = []
        var rekeyed: [(group: String, key: KeyID)] = []
        var resealed: [Reseal.Outcome] = []
        var left: [ValueMove.Rest] = []

        var values: Int { resealed.reduce(0) { $0 + $1.values } }
    }

    init(_ invocation: Invocation, olderThan age: Age) {
        self.invocation = invocation
        self.age = age
    }

    func run() throws -> ExitCode {
        let session = try Session(withIdentity: invocation)
        var report = Report()
        try session.committing { registry in
            report = try rotate(registry, session)
            return message(report)
        }
        if invocation.flag("--json") {
            try terminal.print(JSONText.indented(json(report)))
        } else {
            try print(report)
        }
        return report.left.isEmpty ? .done : .findings
    }

    private func rotate(_ registry: Registry, _ session: Session) throws -> Report {
        var report = Report()
        let own = try registry.allClusters().filter { !$0.isRemoved }.map(\.own)
        let groups = try registry.allGroups().filter { $0.removed == nil } + own
        let before = try ValueMove(of: groups.map(\.name), in: registry)
        let editor = try session.editor(registry)
        let retired = groups.map { group in
            (group.name, group.keys.filter { $0.state == .retired }.map(\.id))
        }
        // Only what an earlier run has left behind: all agents had the time to follow.
        var need = try CommittedNeed(invocation, of: Set(retired.flatMap(\.1)))
        let superfluous = try retired.filter { name, keys in
            try !keys.isEmpty && before.waiting[name] == nil && need.first(of: keys) == nil
        }
        report.dropped = try editor.retire(superfluous.map(\.0))
        let again = try session.editor(registry.changed())
        for group in groups {
            guard let key = group.activeKey, isDue(key) else { continue }
            report.rekeyed.append((group.name, try again.rekey(group.name).id))
        }
        let now = try registry.changed()
        let move = try ValueMove(of: groups.map(\.name), in: now)
        var progress = MoveProgress(on: terminal)
        defer { progress.end() }
        (report.resealed, report.left) = try move.run(with: session.keyring(now)) {
            progress.show($0, of: $1)
        }
        return report
    }

    private func isDue(_ key: GroupKey) -> Bool {
        guard key.rekeyDue.isEmpty else { return true }
        return Age.days(from: key.item.created, to: Today.utc()).map { $0 >= age.days } ?? false
    }

    // MARK: Saying so

    private func lines(_ report: Report) -> [String] {
        report.dropped.map { "\($0.group)  dropped \($0.keys.map(\.text).joined(separator: ", "))" }
            + report.rekeyed.map { "\($0.group)  new key \($0.key)" }
    }

    private func message(_ report: Report) -> CommitMessage? {
        guard !report.dropped.isEmpty || !report.rekeyed.isEmpty || report.values > 0 else {
            return nil
        }
        let groups = Set(report.dropped.map(\.group) + report.rekeyed.map(\.group)).sorted()
        let files = String(report.resealed.count, "file")
        let moved = "resealed \(String(report.values, "value")) in \(files)"
        return CommitMessage(
            groups.isEmpty
                ? "Reseal values to their groups' keys"
                : "Rotate keys of \(CommitMessage.names(groups, "group"))",
            lines(report) + (report.values > 0 ? [moved] : [])
        )
    }

    private func print(_ report: Report) throws {
        for line in lines(report) { try terminal.print(line) }
        if report.values > 0 {
            let files = String(report.resealed.count, "file")
            terminal.note("resealed \(String(report.values, "value")) in \(files)")
        }
        for rest in report.left {
            terminal.warn(
                "\(String(rest.values, "value")) for \(rest.group) not moved: \(rest.why)",
                hint: rest.needsOpener
                    ? "somebody who opens \(rest.group) runs: fleetseal reseal --group \(rest.group)"
                    : "restore it from Git or set it anew, then: fleetseal reseal --group \(rest.group)"
            )
        }
        if lines(report).isEmpty, report.values == 0, report.left.isEmpty {
            terminal.note("nothing is due")
        }
    }

    private func json(_ report: Report) -> JSONValue {
        [
            "dropped": .array(
                report.dropped.map {
                    ["group": .string($0.group), "keys": JSONValue($0.keys.map(\.text))]
                }
            ),
            "rekeyed": .array(
                report.rekeyed.map { ["group": .string($0.group), "key": .string($0.key.text)] }
            ),
            "resealed": .array(
                report.resealed.map { ["path": .string($0.path), "values": .integer($0.values)] }
            ),
            "left": .array(
                report.left.map {
                    [
                        "group": .string($0.group), "values": .integer($0.values),
                        "why": .string($0.why),
                    ]
                }
            ),
        ]
    }
}
