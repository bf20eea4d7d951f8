import Testing

@testable import GitSource

@Suite struct PollScheduleTests {
    private let settings = PollSchedule.Settings(
        interval: .seconds(100),
        jitter: 0.25,
        firstRetry: .seconds(4),
        longestRetry: .seconds(60),
        shortest: .seconds(2)
    )

    private func schedule() -> PollSchedule { PollSchedule(settings, at: .seconds(1000)) }

    @Test func `the first look is due at once, and none while one is under way`() {
        var schedule = schedule()
        #expect(schedule.due == .seconds(1000))
        schedule.begin(at: .seconds(1000))
        #expect(schedule.due == nil)
    }

    @Test(arguments: [(0.0, 75), (0.5, 100), (1.0, 125), (-3.0, 75), (7.0, 125)])
    func `the interval is spread by chance`(random: Double, seconds: Int) {
        var schedule = schedule()
        schedule.begin(at: .seconds(1000))
        schedule.end(at: .seconds(1007), succeeded: true, random: random)
        #expect(schedule.due == .seconds(1007 + seconds))
    }

    @Test(arguments: [(1, 4), (2, 8), (3, 16), (4, 32), (5, 60), (6, 60), (1000, 60)])
    func `failures double the wait up to the ceiling`(count: Int, seconds: Int) {
        var schedule = schedule()
        for _ in 1...count {
            schedule.begin(at: .seconds(1000))
            schedule.end(at: .seconds(1000), succeeded: false, random: 0)
        }
        #expect(schedule.failures == count)
        #expect(schedule.due == .seconds(1000 + seconds))
        var spread = schedule
        spread.begin(at: .seconds(1000))
        spread.end(at: .seconds(1000), succeeded: false, random: 1)
        #expect(spread.due == .seconds(1000) + .seconds(count < 4 ? seconds : 30))
        schedule.begin(at: .seconds(2000))
        schedule.end(at: .seconds(2000), succeeded: true, random: 0.5)
        #expect(schedule.failures == 0)
        #expect(schedule.due == .seconds(2100))
    }

    @Test func `hooks bring the next look forward, many no more than one`() {
        var schedule = schedule()
        schedule.begin(at: .seconds(1000))
        schedule.end(at: .seconds(1001), succeeded: true, random: 0.5)
        schedule.hook(at: .seconds(1050))
        #expect(schedule.due == .seconds(1050))
        schedule.hook(at: .seconds(1060))
        #expect(schedule.due == .seconds(1050))
        schedule.begin(at: .seconds(1060))
        schedule.end(at: .seconds(1061), succeeded: true, random: 0.5)
        #expect(schedule.due == .seconds(1161))
        // Too soon after the look before.
        schedule.hook(at: .seconds(1061))
        #expect(schedule.due == .seconds(1062))
    }

    @Test(arguments: [true, false])
    func `a hook during a look makes another one`(succeeded: Bool) {
        var schedule = schedule()
        schedule.begin(at: .seconds(1000))
        schedule.hook(at: .seconds(1001))
        #expect(schedule.due == nil)
        schedule.end(at: .seconds(1030), succeeded: succeeded, random: 0.5)
        #expect(schedule.due == .seconds(1030))
        schedule.begin(at: .seconds(1030))
        schedule.end(at: .seconds(1031), succeeded: true, random: 0.5)
        #expect(schedule.due == .seconds(1131))
    }
}
