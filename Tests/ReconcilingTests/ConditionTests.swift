import Documents
import Sealing
import Testing

@testable import Reconciling

@Suite struct ConditionTests {
    let now = Moment(seconds: 1_795_276_800)

    /// What kstatus computes for a resource with conditions, by its rules.
    func kstatus(_ conditions: [Condition], generation: Int, observed: Int) -> String {
        func isTrue(_ kind: Condition.Kind) -> Bool {
            conditions.first { $0.kind == kind }?.status == .yes
        }
        if observed != generation { return "InProgress" }
        if isTrue(.reconciling) { return "InProgress" }
        if isTrue(.stalled) { return "Failed" }
        return isTrue(.ready) ? "Current" : "InProgress"
    }

    @Test(arguments: Reason.allCases)
    func `kstatus and people read the same from every reason`(reason: Reason) {
        let report = Report(Problem(reason, "why"))
        let conditions = report.conditions(after: [], generation: 3, at: now)
        #expect(conditions.map(\.kind) == Condition.Kind.allCases)
        #expect(conditions.allSatisfy { $0.generation == 3 && $0.since == now })
        #expect(conditions[0].status == conditions[1].status)
        let status = kstatus(conditions, generation: 3, observed: 3)
        switch reason.standing {
        case .fine: #expect(status == "Current")
        case .waiting: #expect(status == "InProgress")
        case .needsPerson: #expect(status == "Failed")
        }
        #expect(kstatus(conditions, generation: 4, observed: 3) == "InProgress")
    }

    @Test func `reasons are words as Kubernetes wants them, each once`() {
        #expect(Set(Reason.allCases.map(\.rawValue)).count == Reason.allCases.count)
        for reason in Reason.allCases {
            #expect(reason.rawValue.first?.isUppercase == true)
            #expect(reason.rawValue.allSatisfy { $0.isASCII && $0.isLetter })
        }
    }

    @Test func `the time is that of the last change of the status`() {
        let later = now + .seconds(60)
        let first = Report(Problem(.applied, "a")).conditions(after: [], generation: 1, at: now)
        let same = Report(Problem(.drifted, "b"), drift: "b")
            .conditions(after: first, generation: 2, at: later)
        #expect(same.map(\.since) == [now, now, now, now, later])
        #expect(same[0].reason == "Drifted")
        let other = Report(Problem(.forbidden, "c"))
            .conditions(after: same, generation: 2, at: later + .seconds(1))
        #expect(other[0].since == later + .seconds(1))
        #expect(other[2].since == now)
    }

    @Test(arguments: [
        (Report(Problem(.applied, "a")), Condition.Status.no),
        (Report(Problem(.drifted, "a"), drift: "b"), .yes),
        (Report(Problem(.notLookedAt, "a")), .unknown),
        (Report(Problem(.keyNotHere, "a"), drift: "b"), .yes),
    ])
    func `drift is a condition of its own`(report: Report, status: Condition.Status) {
        let conditions = report.conditions(after: [], generation: 1, at: now)
        #expect(conditions.last?.status == status)
    }

    @Test func `status names the layer and value of each key`() throws {
        let draft = Draft(values: ["password": 1], data: ["url": "x{{password}}"])
        let document = try draft.document(.platform, generation: 7)
        let status = DocumentStatus(
            document,
            Report(Problem(.applied, "a")),
            after: [],
            revision: "abc",
            written: nil,
            at: now
        )
        #expect(status.observedGeneration == 7)
        #expect(status.items.map(\.key) == ["password", "url"])
        #expect(status.items.map(\.layer) == ["fleet", nil])
        #expect(status.items[0].value?.text.hasPrefix("v") == true)
        #expect(status.keys.map(\.text) == ["kabcdefghijk"])
        #expect(status.revision == "abc")
        #expect(status.digest == (try draft.desired).source)
        let held = DesiredDocument(
            document.id,
            document.name,
            .held(Problem(.groupUnknown, "why")),
            generation: 8
        )
        let other = DocumentStatus(
            held,
            Report(Problem(.groupUnknown, "why")),
            after: status.conditions,
            revision: "abd",
            written: nil,
            at: now
        )
        #expect(other.items.isEmpty)
        #expect(other.observedGeneration == 8)
        #expect(other.conditions[0].reason == "GroupUnknown")
    }

    @Test(arguments: [
        (Report?.none, Report(Problem(.applied, "a")), [String]()),
        (nil, Report(Problem(.progressing, "a")), []),
        (nil, Report(Problem(.notOwned, "a")), ["NotOwned!"]),
        (nil, Report(Problem(.drifted, "a"), drift: "b"), ["Drifted!"]),
        (Report(Problem(.notOwned, "a")), Report(Problem(.notOwned, "b")), []),
        (Report(Problem(.notOwned, "a")), Report(Problem(.applied, "b")), ["Applied"]),
        (Report(Problem(.applied, "a")), Report(Problem(.drifted, "b"), drift: "b"), ["Drifted!"]),
        (
            Report(Problem(.drifted, "b"), drift: "b"), Report(Problem(.drifted, "c"), drift: "c"),
            []
        ),
        (
            Report(Problem(.applied, "a")), Report(Problem(.keyNotHere, "b"), drift: "b"),
            ["KeyNotHere!", "Drifted!"]
        ),
        (Report(Problem(.applied, "a")), Report(Problem(.breakGlass, "b")), ["BreakGlass"]),
        (Report(Problem(.applied, "a")), Report(Problem(.namespaceMissing, "b")), []),
    ])
    func `an event is made when something changes`(
        before: Report?,
        after: Report,
        events: [String]
    ) {
        let made = Event.events(from: before, to: after)
        #expect(made.map { $0.reason + ($0.isWarning ? "!" : "") } == events)
    }

    @Test func `a remark is an event once`() {
        var before = Report(Problem(.breakGlass, "a"))
        var after = before
        after.remarks = [Problem(.breakGlass, "it ends soon")]
        #expect(Event.events(from: before, to: after).map(\.message) == ["it ends soon"])
        before.remarks = after.remarks
        #expect(Event.events(from: before, to: after).isEmpty)
    }

    @Test func `each change of the target has one audit record, and nothing else has`() throws {
        let world = try Delivered(Draft(values: ["password": 1, "token": 2]))
        try world.put(Draft(values: ["password": 3, "token": 2]))
        let document = world.agent.inventory.documents(for: Delivered.db).first
        let records = world.agent.log.compactMap { entry in
            AuditRecord(entry.action, on: entry.name, for: document, revision: "r", at: now)
        }
        #expect(records.map(\.action) == ["update"])
        #expect(records.first?.cause == .changed)
        #expect(records.first?.values.map(\.key) == ["password", "token"])
        #expect(records.first?.document == Draft().id())
        try world.put([])
        world.wait(.seconds(10))
        let gone = try #require(world.agent.log.last)
        let record = AuditRecord(gone.action, on: gone.name, for: nil, revision: "r", at: now)
        #expect(record?.action == "delete")
        #expect(record?.cause == .pruned)
        #expect(record?.document == nil)
    }
}
