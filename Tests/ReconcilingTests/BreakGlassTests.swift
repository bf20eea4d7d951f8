import Testing

@testable import Reconciling

@Suite struct BreakGlassTests {
    let now = Moment(seconds: 1_795_276_800)

    func reading(_ start: Int, _ end: Int, _ reason: String = " why") -> BreakGlass.Reading {
        BreakGlass.read("\(now + .seconds(start))/\(now + .seconds(end))\(reason)", at: now)
    }

    @Test(arguments: [(0, 1), (-86_000, 300), (0, 86_400), (300, 400), (-86_399, 1)])
    func `counts from its start to its end`(start: Int, end: Int) {
        guard case .active(let glass) = reading(start, end) else {
            Issue.record("\(reading(start, end))")
            return
        }
        #expect(glass.reason == "why")
        #expect(BreakGlass.read(glass.text, at: now) == .active(glass))
    }

    @Test func `is over at its end`() {
        guard case .expired = reading(-10, 0) else {
            Issue.record("it still counts")
            return
        }
    }

    @Test(arguments: [
        (0, 86_401), (-86_400, 1), (301, 400), (0, 0), (10, 5), (0, 30 * 86_400),
        (-29 * 86_400, 86_400),
    ])
    func `what is too long, reversed or to come has no effect`(start: Int, end: Int) {
        guard case .refused = reading(start, end) else {
            Issue.record("\(reading(start, end))")
            return
        }
    }

    @Test(arguments: [
        "", "true", "2026-11-21T18:00:00Z why", "2026-11-21T16:00:00Z/never why",
        "2026-11-21T16:00:00Z/2026-11-21T18:00:00Z", "2026-11-21T16:00:00Z/2026-11-21T18:00:00Z  ",
        "2026-11-21T16:00:00Z/2026-11-21T17:00:00Z/2026-11-21T18:00:00Z why",
        "/2026-11-21T18:00:00Z why", "2026-11-21T16:00:00Z/PT2H why",
        "2026-11-21T16:00:00+00:00/2026-11-21T18:00:00Z why",
        String(repeating: "x", count: 2_000),
    ])
    func `what is malformed has no effect`(text: String) {
        guard case .refused(let why) = BreakGlass.read(text, at: now) else {
            Issue.record("\(BreakGlass.read(text, at: now))")
            return
        }
        #expect(!why.isEmpty)
    }

    @Test(arguments: [(7_200, 900), (1_200, 300), (86_400, 900), (4, 1)])
    func `warns in its last quarter, of fifteen minutes at most`(length: Int, seconds: Int) {
        let glass = BreakGlass(start: now, end: now + .seconds(length), reason: "why")
        #expect(glass.warning == .seconds(seconds))
    }
}
