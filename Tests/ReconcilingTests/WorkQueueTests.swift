import Threads
import Testing
import Waiting

@testable import Reconciling

/// Who works on what.
private final class Diary: Sendable {
    private let state = Locked((busy: Set<Int>(), done: [Int: Int]()))

    func start(_ key: Int) -> Bool { state.withLock { $0.busy.insert(key).inserted } }

    func end(_ key: Int) {
        state.withLock { state in
            state.busy.remove(key)
            state.done[key, default: 0] += 1
        }
    }

    var counts: [Int: Int] { state.withLock { $0.done } }
}

@Suite(.timeLimit(.minutes(1))) struct WorkQueueTests {
    @Test func `many workers do all of it, each key by one at a time`() async throws {
        let clock = ManualClock()
        let queue = WorkQueue<Int, ManualClock>(clock: clock)
        let diary = Diary()
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    while let key = await queue.next() {
                        let isAlone = diary.start(key)
                        #expect(isAlone)
                        await Task.yield()
                        diary.end(key)
                        queue.done(key, wake: nil)
                    }
                }
            }
            for round in 0..<20 {
                for key in 0..<100 { queue.add([key, (key + round) % 100]) }
                await Task.yield()
            }
            // However it ends, so that the workers do.
            defer { queue.close() }
            try await until("all is done") { queue.counts.ready + queue.counts.working == 0 }
        }
        let counts = diary.counts
        #expect(counts.count == 100)
        #expect(counts.values.allSatisfy { $0 >= 1 && $0 <= 40 })
    }

    @Test func `sleepers are woken by the clock, the earliest first`() async throws {
        let clock = ManualClock()
        let queue = WorkQueue<String, ManualClock>(clock: clock)
        try await withThrowingTaskGroup { group in
            defer { queue.close() }
            group.addTask { await queue.run() }
            queue.add(["a", "b"])
            #expect(await queue.next() == "a")
            #expect(await queue.next() == "b")
            queue.done("a", wake: .seconds(60))
            try await clock.waits(until: .seconds(60))
            queue.done("b", wake: .seconds(30))
            try await clock.waits(until: .seconds(30))
            clock.advance(to: .seconds(29))
            #expect(queue.counts.sleeping == 2)
            clock.advance(to: .seconds(30))
            #expect(await queue.next() == "b")
            try await clock.waits(until: .seconds(60))
            clock.advance(to: .seconds(60))
            #expect(await queue.next() == "a")
        }
    }

    @Test func `it is idle when nothing is worked on, ready, or about to wake`() async {
        let clock = ManualClock()
        let queue = WorkQueue<String, ManualClock>(clock: clock)
        defer { queue.close() }
        #expect(queue.isIdle(for: .seconds(1)))
        queue.add(["a"])
        #expect(!queue.isIdle(for: .seconds(1)))
        #expect(await queue.next() == "a")
        #expect(!queue.isIdle(for: .seconds(1)))
        queue.done("a", wake: .milliseconds(1_500))
        #expect(queue.isIdle(for: .seconds(1)))
        #expect(!queue.isIdle(for: .seconds(2)))
        clock.advance(to: .milliseconds(600))
        #expect(!queue.isIdle(for: .seconds(1)))
    }

    @Test func `a sleeper that is due while nobody asks for work is waited for no more`()
        async throws
    {
        let clock = ManualClock()
        let queue = WorkQueue<String, ManualClock>(clock: clock)
        try await withThrowingTaskGroup { group in
            defer { queue.close() }
            queue.add(["a", "b"])
            #expect(await queue.next() == "a")
            #expect(await queue.next() == "b")
            queue.done("a", wake: .seconds(30))
            queue.done("b", wake: .seconds(60))
            group.addTask { await queue.run() }
            try await clock.waits(until: .seconds(30))
            clock.advance(to: .seconds(30))
            try await clock.waits(until: .seconds(60))
            #expect(queue.counts == (ready: 1, working: 0, sleeping: 1))
        }
    }

    @Test func `whoever waits goes home when the queue is closed`() async {
        let queue = WorkQueue<String, ManualClock>(clock: ManualClock())
        await withTaskGroup(of: String?.self) { group in
            for _ in 0..<3 { group.addTask { await queue.next() } }
            group.addTask {
                await queue.run()
                return nil
            }
            await Task.yield()
            queue.close()
            for await key in group { #expect(key == nil) }
        }
        queue.add(["a"])
        #expect(await queue.next() == nil)
    }

    @Test func `whoever is cancelled goes home alone`() async {
        let queue = WorkQueue<String, ManualClock>(clock: ManualClock())
        await withTaskGroup(of: String?.self) { group in
            for _ in 0..<5 { group.addTask { await queue.next() } }
            group.addTask {
                await queue.run()
                return nil
            }
            await Task.yield()
            group.cancelAll()
            for await key in group { #expect(key == nil) }
        }
        queue.add(["a"])
        #expect(await queue.next() == "a")
    }
}
