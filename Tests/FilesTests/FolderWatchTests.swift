import Foundation
import Testing

@testable import Files

@Suite struct FolderWatchTests {
    /// Waits for the system to report, at most so long.
    private func changes(_ watch: FolderWatch) -> FolderWatch.Changes {
        Waker.wait(for: [watch.number], atMost: .seconds(5))
        return watch.changes()
    }

    @Test func `reports the folder in which something changed, and no other`() throws {
        let folder = try TemporaryFolder()
        try folder.put("a/file", "1")
        try folder.put("b/file", "1")
        let watch = try #require(FolderWatch())
        let (a, b) = (folder.path + "/a", folder.path + "/b")
        #expect(watch.watch([a, b]))
        #expect(watch.added == [a, b])
        #expect(watch.watch([a, b]))
        #expect(watch.added == [])
        try folder.put("a/file", "2")
        #expect(changes(watch).folders == [a])
        #expect(watch.watch([b]))
        _ = watch.changes()
        try folder.put("a/file", "3")
        try folder.put("b/new", "1")
        #expect(changes(watch).folders == [b])
    }

    @Test func `a folder that is not there is no reason to complain`() throws {
        let folder = try TemporaryFolder()
        let watch = try #require(FolderWatch())
        #expect(watch.watch([folder.path + "/none"]))
    }

    @Test func `another folder of the same name is watched anew`() throws {
        let folder = try TemporaryFolder()
        try folder.put("a/file", "1")
        let path = folder.path + "/a"
        let watch = try #require(FolderWatch())
        _ = watch.watch([path])
        try FileManager.default.moveItem(atPath: path, toPath: folder.path + "/old")
        try folder.put("a/file", "2")
        _ = watch.watch([path])
        _ = watch.changes()
        try folder.put("a/file", "3")
        #expect(changes(watch).folders == [path])
    }

    @Test func `a thread that waits is woken from another one, and once is enough`() async throws {
        let waker = try Waker()
        async let woken: Void = { waker.wake() }()
        Waker.wait(for: [waker.number], atMost: .seconds(10))
        await woken
        waker.clear()
        let start = ContinuousClock.now
        Waker.wait(for: [waker.number], atMost: .milliseconds(20))
        #expect(ContinuousClock.now - start >= .milliseconds(19))
    }
}
