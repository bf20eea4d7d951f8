import Files
import Testing

@testable import GitSource

@Suite struct FollowingTests {
    let upstream: Upstream
    let place: TemporaryFolder

    init() throws {
        upstream = try Upstream()
        place = try TemporaryFolder()
    }

    func source(_ change: (inout GitConfiguration) -> Void = { _ in }) throws -> GitSource {
        var configuration = GitConfiguration(address: try GitAddress(upstream.path))
        change(&configuration)
        return GitSource(configuration, folder: "\(place.path)/clone")
    }

    @Test func `gives the files of a commit and follows it`() async throws {
        let first = try upstream.push(["a.yaml": "one", "b/c.yaml": "two"])
        let source = try source()
        #expect(try await source.current() == nil)
        let update = try await source.update()
        #expect(update.snapshot.revision == first)
        guard case .moved(_, changed: nil) = update else {
            Issue.record("\(update)")
            return
        }
        #expect(try update.snapshot.tree.read("b/c.yaml", limit: 100) == Array("two".utf8))

        guard case .unchanged = try await source.update() else {
            Issue.record("moved")
            return
        }

        let second = try upstream.push(["b/c.yaml": "three", "d.yaml": "new"])
        guard case .moved(let snapshot, let changed) = try await source.update() else {
            Issue.record("not moved")
            return
        }
        #expect(snapshot.revision == second)
        #expect(changed == ["b/c.yaml", "d.yaml"])
        #expect(try snapshot.tree.read("b/c.yaml", limit: 100) == Array("three".utf8))
    }

    @Test func `knows after a restart what is in force`() async throws {
        let first = try upstream.push(["a.yaml": "one"])
        do {
            let source = try source()
            _ = try await source.update()
            await source.close()
        }
        let source = try source()
        #expect(try await source.current()?.revision == first)
        guard case .unchanged = try await source.update() else {
            Issue.record("moved")
            return
        }
    }
}
