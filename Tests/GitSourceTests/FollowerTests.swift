import ClusterSupport
import Synchronization
import Testing

@testable import GitSource

@Suite struct FollowerTests {
    @Test func `hooks make it look, and cancelling ends it`() async throws {
        let upstream = try await GitRepository()
        let first = try await upstream.commit(["a.yaml": "one"])
        let source = try Follower(upstream.path).source()
        let settings = PollSchedule.Settings(
            interval: .seconds(3600),
            shortest: .milliseconds(1)
        )
        let follower = GitFollower(source, settings)
        let (updates, continuation) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            await follower.run { result in
                if case .success(let update) = result {
                    continuation.yield(update.snapshot.revision)
                }
            }
            continuation.finish()
        }
        var seen = updates.makeAsyncIterator()
        #expect(await seen.next() == first)
        for number in 1...5 {
            let pushed = try await upstream.commit(["a.yaml": "\(number)"])
            for _ in 1...10 { follower.hook() }
            while let revision = await seen.next(), revision != pushed { continue }
        }
        task.cancel()
        while await seen.next() != nil { continue }
        await task.value
    }

    @Test func `looks again after failures`() async throws {
        let upstream = try await GitRepository()
        let source = try Follower(upstream.path).source()
        let settings = PollSchedule.Settings(
            interval: .milliseconds(20),
            firstRetry: .milliseconds(10),
            longestRetry: .milliseconds(20)
        )
        let follower = GitFollower(source, settings)
        let (results, continuation) = AsyncStream.makeStream(of: Bool.self)
        let task = Task {
            await follower.run { result in
                continuation.yield((try? result.get()) != nil)
            }
        }
        var seen = results.makeAsyncIterator()
        for _ in 1...3 { #expect(await seen.next() == false) }
        try await upstream.commit(["a.yaml": "one"])
        while await seen.next() == false { continue }
        task.cancel()
        await task.value
    }
}
