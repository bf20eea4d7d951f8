internal import CommandLine
internal import Documents
internal import Fleet
internal import Inspection
internal import JSON
internal import Sealing

/// Takes a member out for good: gives new keys to the groups that it could open, moves their values,
/// and says what it may have read.
///
/// All files change at once or none does. Run again, it does what is left.
struct MemberDeparture {
    private let invocation: Invocation
    private let member: Member
    private var terminal: Terminal { invocation.terminal }

    static let options: [Option] =
        [
            .flag("--no-rekey", "leave the groups without a new key for now"), .json,
        ] + Session.committingOptions

    init(_ invocation: Invocation, of member: Member) {
        self.invocation = invocation
        self.member = member
    }

    /// `takeOut` takes the member out of the registry, says so, and gives the subject of a commit.
    func run(_ takeOut: (RegistryEditor, inout DepartureReport) throws -> String) throws -> ExitCode
    {
        let session = try Session(withIdentity: invocation)
        var report = DepartureReport(member: member)
        try session.committing { registry in
            report = DepartureReport(member: member)
            let subject = try takeOut(try session.editor(registry), &report)
            try settle(session, registry, &report)
            return report.message(subject)
        }
        if !invocation.flag("--json") { try report.print(to: terminal) }
        report.exposure = ExposureReport(
            exposure: try MemberExposure(invocation).of(member),
            isCurrentOnly: !invocation.flag("--json")
        )
        if invocation.flag("--json") {
            try terminal.print(JSONText.indented(report.json))
        } else {
            try report.exposure?.print(to: terminal)
        }
        return .done
    }

    /// Gives the groups new keys and moves their values.
    private func settle(
        _ session: Session,
        _ before: Registry,
        _ report: inout DepartureReport
    ) throws {
        let due = try Departure(of: member, from: before.changed()).due
        guard !invocation.flag("--no-rekey") else {
            report.due = due
            return
        }
        let editor = try session.editor(before.changed())
        for group in due {
            let (id, clusters) = try editor.rekey(group)
            report.rekeyed.append(.init(group: group, key: id, clusters: clusters))
        }
        let registry = try before.changed()
        let departure = try Departure(of: member, from: registry)
        var progress = MoveProgress(on: invocation.terminal)
        defer { progress.end() }
        (report.resealed, report.left) = try departure.reseal(with: session.keyring(registry)) {
            progress.show($0, of: $1)
        }
    }
}
