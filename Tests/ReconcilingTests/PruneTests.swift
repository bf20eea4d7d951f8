import Documents
import Testing

@testable import Reconciling

@Suite struct PruneTests {
    static func drafts(_ range: Range<Int>) -> [Draft] { range.map { Draft("s\($0)") } }

    func gone(_ world: Delivered) -> Int {
        world.agent.log.count { if case .delete = $0.action { true } else { false } }
    }

    @Test(arguments: [
        // More than a fifth and at least ten.
        (100, 20, 20), (100, 21, 0), (50, 10, 10), (49, 10, 0), (11, 9, 9), (9, 9, 9), (10, 10, 0),
        (1_000, 200, 200), (1_000, 201, 0), (3, 1, 1),
    ])
    func `so many may go at once`(total: Int, going: Int, deleted: Int) throws {
        let world = try Delivered(Self.drafts(0..<total))
        try world.put(Self.drafts(going..<total), revision: "abc")
        #expect(gone(world) == 0)
        world.wait(.seconds(5))
        #expect(gone(world) == deleted)
        #expect(world.target.secrets.count == total - deleted)
        let problem = world.agent.inventory.blocked(.directory, at: world.agent.now)
        #expect((problem?.reason == .pruneBlocked) == (deleted == 0))
        if deleted == 0 { #expect(problem?.message.contains("abc") == true) }
    }

    @Test func `what is acknowledged goes, and nothing later`() throws {
        let world = try Delivered(Self.drafts(0..<40))
        try world.put(Self.drafts(20..<40), revision: "abc")
        world.wait(.seconds(10))
        #expect(gone(world) == 0)
        #expect(world.agent.inventory.acknowledge(["abd"]).count == 20)
        world.wait(.seconds(10))
        #expect(gone(world) == 0)
        _ = world.agent.inventory.acknowledge(["abc"])
        world.wait(.seconds(10))
        #expect(gone(world) == 20)
        try world.put(Self.drafts(21..<40), revision: "abd")
        world.wait(.seconds(10))
        #expect(gone(world) == 1)
        try world.put(Self.drafts(35..<40), revision: "abe")
        world.wait(.seconds(10))
        #expect(gone(world) == 0)
    }

    @Test func `without revisions exactly this set is acknowledged`() throws {
        let world = try Delivered([])
        try world.put(Self.drafts(0..<40), revision: nil)
        for draft in Self.drafts(0..<20) { _ = world.agent.inventory.remove(draft.id()) }
        world.wait(.seconds(10))
        let message = world.agent.inventory.blocked(.directory, at: world.agent.now)?.message ?? ""
        let word = message.split { " ;".contains($0) }.first { $0.hasPrefix("set-") }
        let token = String(try #require(word))
        _ = world.agent.inventory.remove(Draft("s20").id())
        _ = world.agent.inventory.acknowledge([token])
        world.wait(.seconds(10))
        #expect(gone(world) == 0)
        _ = world.agent.inventory.put(try Draft("s20").document())
        world.wait(.seconds(10))
        #expect(gone(world) == 20)
    }

    @Test(arguments: [1, 3, 10])
    func `those that go one by one count together`(perSecond: Int) throws {
        let world = try Delivered(Self.drafts(0..<100))
        for start in stride(from: 0, to: 100, by: perSecond) {
            for index in start..<min(100, start + perSecond) {
                _ = world.agent.inventory.remove(Draft("s\(index)").id())
            }
            world.wait(.seconds(1))
        }
        world.wait(.seconds(100))
        #expect(world.target.secrets.count == 100)
    }

    @Test func `of many that go one after the other nothing goes before the last`() throws {
        let world = try Delivered(Self.drafts(0..<1_000))
        for start in stride(from: 0, to: 1_000, by: 50) {
            for index in start..<start + 50 {
                _ = world.agent.inventory.remove(Draft("s\(index)").id())
            }
            world.wait(.seconds(1))
        }
        world.wait(.seconds(60))
        #expect(world.target.secrets.count == 1_000)
        #expect(
            world.agent.inventory.blocked(.directory, at: world.agent.now)?.reason == .pruneBlocked
        )
    }

    @Test func `where something goes all the time, what goes is gone after a minute`() throws {
        let world = try Delivered(Self.drafts(0..<1_000))
        for index in 0..<25 {
            _ = world.agent.inventory.remove(Draft("s\(index)").id())
            world.wait(.seconds(4))
        }
        // The first ten went 60 seconds ago or more.
        #expect((989...991).contains(world.target.secrets.count))
    }

    @Test func `what went ten minutes ago counts no more`() throws {
        let world = try Delivered(Self.drafts(0..<50))
        for step in 1...4 {
            try world.put(Self.drafts(5 * step..<50))
            world.wait(.seconds(601))
            world.wait(.seconds(601))
        }
        #expect(world.target.secrets.count == 30)
    }

    @Test func `a source that is unknown, or not configured, is never empty`() throws {
        let world = try Delivered(Self.drafts(0..<3))
        _ = world.agent.inventory.unknown(.directory, Problem(.forbidden, "list"))
        for draft in Self.drafts(0..<3) { _ = world.agent.inventory.remove(draft.id()) }
        world.wait(.seconds(1_000))
        #expect(gone(world) == 0)
        // A new agent that could not read it yet.
        world.agent = ModelAgent(Policy())
        world.agent.list(world.target)
        world.wait(.seconds(1_000))
        #expect(gone(world) == 0)
        // One that has another source.
        world.agent = ModelAgent(Policy(), sources: [.platform])
        world.agent.list(world.target)
        try world.put([], of: .platform)
        world.wait(.seconds(1_000))
        #expect(gone(world) == 0)
        // One that reads it.
        world.agent = ModelAgent(Policy())
        world.agent.list(world.target)
        try world.put([])
        world.wait(.seconds(1_000))
        #expect(gone(world) == 3)
    }

    @Test func `a Secret that is retained stays, and comes back to its document`() throws {
        let world = try Delivered(Draft(deletion: .retain))
        try world.put([])
        world.wait(.seconds(1_000))
        #expect(world.live?.data == ["password": "value-1"])
        try world.put(Draft(values: ["password": 2]))
        #expect(world.live?.data == ["password": "value-2"])
        try world.put([])
        world.wait(.seconds(1_000))
        #expect(world.live == nil)
    }

    @Test func `a document that is not for this cluster any more loses its Secret`() throws {
        let world = try Delivered()
        let elsewhere = DesiredDocument(Draft().id(), Delivered.db, .notForThisCluster)
        _ = world.agent.inventory.put(elsewhere)
        world.wait(.seconds(10))
        #expect(world.live == nil)
        #expect(world.report?.reason == .notForThisCluster)
        #expect(world.report?.isReady == true)
    }

    @Test func `documents for other clusters say that their Secrets stay`() throws {
        let world = try Delivered(Self.drafts(0..<20))
        for draft in Self.drafts(0..<20) {
            _ = world.agent.inventory.put(
                DesiredDocument(draft.id(), draft.secret, .notForThisCluster)
            )
        }
        world.wait(.seconds(10))
        #expect(gone(world) == 0)
        #expect(world.agent.report(SecretName("payments", "s3"))?.reason == .pruneBlocked)
    }

    @Test func `a document that comes back in time keeps its Secret`() throws {
        let world = try Delivered()
        try world.put([])
        world.wait(.seconds(4))
        try world.put(Draft())
        world.wait(.seconds(100))
        #expect(world.live?.uid == "u1")
        try world.put([])
        world.wait(.seconds(4))
        #expect(world.live != nil)
    }

    @Test func `those that the guard kept go once enough of them came back`() throws {
        let world = try Delivered(Self.drafts(0..<40))
        try world.put(Self.drafts(12..<40))
        world.wait(.seconds(10))
        #expect(gone(world) == 0)
        var affected: Set<SecretName> = []
        for draft in Self.drafts(0..<5) {
            affected = world.agent.inventory.put(try draft.document())
            if affected.count > 1 { break }
        }
        #expect(affected.count == 10)
        world.wait(.seconds(10))
        #expect(gone(world) == 9)
    }

    @Test func `what goes makes nobody look at the others again`() throws {
        let world = try Delivered(Self.drafts(0..<40))
        try world.put(Self.drafts(20..<40), revision: "abc")
        world.wait(.seconds(10))
        _ = world.agent.inventory.acknowledge(["abc"])
        let name = SecretName("payments", "s3")
        #expect(world.agent.inventory.succeeded(name, .pruned, nil, at: world.agent.now) == [name])
    }

    @Test func `a deletion that fails is tried again`() throws {
        let world = try Delivered()
        try world.put([])
        world.agent.fault = (.forbidden("delete secrets"), false)
        world.wait(.seconds(5))
        #expect(world.live != nil)
        world.wait(.seconds(1))
        #expect(world.live == nil)
    }
}
