import Testing
import TestSupport

@testable import Reconciling

@Suite struct WorkScheduleTests {
    @Test func `keys come in order, and repeats are merged`() {
        var schedule = WorkSchedule<String>()
        for key in ["a", "b", "a", "c", "b"] { schedule.add(key) }
        let taken = (0..<4).map { _ in schedule.take(at: .zero) }
        #expect(taken == ["a", "b", "c", nil])
        #expect(schedule.workingCount == 3)
    }

    @Test func `a key is worked on by one at a time, and once more if it was added meanwhile`() {
        var schedule = WorkSchedule<String>()
        schedule.add("a")
        #expect(schedule.take(at: .zero) == "a")
        schedule.add("a")
        schedule.add("a")
        #expect(schedule.take(at: .zero) == nil)
        schedule.done("a", wake: .seconds(9))
        #expect(schedule.take(at: .zero) == "a")
        #expect(schedule.sleepingCount == 0)
        schedule.done("a")
        #expect(schedule.take(at: .zero) == nil)
        #expect(schedule.isIdle)
    }

    @Test func `sleepers wake in the order of their times`() {
        var schedule = WorkSchedule<Int>()
        let times = [5, 3, 9, 1, 7, 3, 8, 2, 6, 4]
        for (key, time) in times.enumerated() {
            schedule.add(key)
            _ = schedule.take(at: .zero)
            schedule.done(key, wake: .seconds(time))
        }
        #expect(schedule.nextDue == .seconds(1))
        var woken: [Int] = []
        for second in 1...9 {
            while let key = schedule.take(at: .seconds(second)) {
                woken.append(times[key])
                schedule.done(key)
            }
        }
        #expect(woken == times.sorted())
        #expect(schedule.nextDue == nil)
    }

    @Test func `what is added wakes its sleeper, which then sleeps no more`() {
        var schedule = WorkSchedule<String>()
        schedule.add("a")
        _ = schedule.take(at: .zero)
        schedule.done("a", wake: .seconds(5))
        schedule.add("a")
        #expect(schedule.take(at: .zero) == "a")
        schedule.done("a", wake: .seconds(50))
        #expect(schedule.take(at: .seconds(5)) == nil)
        #expect(schedule.nextDue == .seconds(50))
        #expect(schedule.take(at: .seconds(50)) == "a")
    }

    /// Compares with the plainest thing that could work.
    @Test(arguments: 0..<20)
    func `whatever is done, it is as a list would have it`(seed: Int) {
        var random = Seeded(UInt64(seed))
        var schedule = WorkSchedule<Int>()
        var ready: [Int] = []
        var working: Set<Int> = []
        var again: Set<Int> = []
        var due: [Int: Duration] = [:]
        var now = Duration.zero
        for _ in 0..<5_000 {
            let key = random.number(0...30)
            switch random.number(0...5) {
            case 0, 1:
                schedule.add(key)
                due[key] = nil
                if working.contains(key) {
                    again.insert(key)
                } else if !ready.contains(key) {
                    ready.append(key)
                }
            case 2, 3:
                let woken = due.filter { $0.value <= now }.sorted { $0.value < $1.value }
                for entry in woken { due[entry.key] = nil }
                ready += woken.map(\.key)
                let taken = schedule.take(at: now)
                #expect(taken.map(Set<Int>.init(only:)) == ready.first.map(Set<Int>.init(only:)))
                if !ready.isEmpty { working.insert(ready.removeFirst()) }
            case 4:
                guard let key = working.randomElement(using: &random) else { continue }
                // Times differ, so that the order is certain.
                let wake =
                    random.one(in: 2) ? now + .nanoseconds(random.number(1...1_000_000)) : nil
                if due.values.contains(where: { $0 == wake }) { continue }
                schedule.done(key, wake: wake)
                working.remove(key)
                if again.remove(key) != nil { ready.append(key) } else { due[key] = wake }
            default: now += .microseconds(random.number(0...100))
            }
            #expect(schedule.readyCount == ready.count)
            #expect(schedule.sleepingCount == due.count)
            #expect(schedule.nextDue == due.values.min())
        }
    }
}

extension Set {
    fileprivate init(only element: Element) { self = [element] }
}
