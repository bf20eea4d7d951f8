import Testing

@testable import Reconciling

@Suite struct MomentTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-21T16:00:00Z", 1_795_276_800),
        ("2000-02-29T23:59:59Z", 951_868_799),
        ("2100-03-01T00:00:00Z", 4_107_542_400),
        ("1969-12-31T23:59:59Z", -1),
    ])
    func `reads and writes what people write`(text: String, seconds: Int) {
        #expect(Moment(text)?.seconds == seconds)
        #expect(Moment(seconds: seconds).description == text)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T16:00:00", "2026-11-21T16:00:00+01:00",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-11-31T00:00:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T16:60:00Z", "2026-11-21 16:00:00Z", "2026-11-21T16:00:00.Z",
        "2026-11-21T16:00:00.1xZ", "-026-11-21T16:00:00Z", "2026-11-00T00:00:00Z",
    ])
    func `refuses what is no moment`(text: String) {
        #expect(Moment(text) == nil)
    }

    @Test func `every day of four centuries comes back`() {
        for day in stride(from: 0, to: 146_097, by: 7) {
            let moment = Moment(seconds: (day - 36_524) * 86_400 + 3_723)
            #expect(Moment(moment.description) == moment)
        }
    }
}
