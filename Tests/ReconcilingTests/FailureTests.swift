import Documents
import Testing

@testable import Reconciling

@Suite struct FailureTests {
    let db = Delivered.db

    @Test(arguments: [
        (Failure.conflict, Reason.conflict), (.timedOut, .timedOut), (.forbidden("x"), .forbidden),
        (.rejected("x"), .rejected), (.throttled(retryAfter: nil), .throttled),
        (.unavailable(retryAfter: nil), .unavailable), (.target("disk full"), .targetFailed),
        (.namespaceMissing, .namespaceMissing), (.namespaceTerminating, .namespaceTerminating),
        (.alreadyExists, .conflict), (.notFound, .conflict),
    ])
    func `what fails is said, waits, is tried again and forgotten`(
        failure: Failure,
        reason: Reason
    ) throws {
        let world = try Delivered()
        world.agent.log = []
        world.agent.fault = (failure, false)
        try world.put(Draft(values: ["password": 2]))
        #expect(world.live?.data == ["password": "value-1"])
        #expect(world.report?.reason == reason)
        #expect(world.report?.isReady == false)
        let wake = try #require(world.agent.inventory.decide(db, at: world.agent.now).wake)
        #expect(wake > .zero)
        world.wait(wake - .milliseconds(1))
        #expect(world.verbs.isEmpty)
        world.wait(.milliseconds(1))
        #expect(world.live?.data == ["password": "value-2"])
        #expect(world.report?.reason == .applied)
        #expect(world.agent.inventory.memory(db).failures == 0)
    }

    @Test func `a write that took effect though it failed is found, and not done twice`() throws {
        let world = try Delivered()
        world.agent.fault = (.timedOut, true)
        try world.put(Draft(values: ["password": 2]))
        let version = world.live?.version
        world.wait(.seconds(10))
        #expect(!world.agent.log.contains { $0.action.isWrite })
        #expect(world.live?.version == version)
        #expect(world.report?.reason == .applied)
    }

    @Test func `after a conflict the agent looks, whatever the watch brings`() throws {
        let world = try Delivered()
        world.target.edit(db) { $0.labels["team"] = "a" }
        _ = world.target.takeEvents()
        try world.put(Draft(values: ["password": 2]))
        #expect(world.report?.reason == .conflict)
        world.wait(.seconds(1))
        #expect(world.verbs == ["look", "update"])
        #expect(world.live?.data == ["password": "value-2"])
    }

    @Test func `a change of the document starts over`() throws {
        let world = try Delivered()
        for _ in 0..<20 {
            world.agent.fault = (.forbidden("x"), false)
            try world.put(Draft(values: ["password": 2]))
            world.wait(.seconds(1_000))
        }
        #expect(world.report?.reason == .applied)
        world.agent.fault = (.forbidden("x"), false)
        try world.put(Draft(values: ["password": 3]))
        try world.put(Draft(values: ["password": 4]))
        #expect(world.live?.data == ["password": "value-4"])
    }

    @Test func `waits grow while it fails`() throws {
        let world = try Delivered()
        _ = try world.agent.replace([Draft(values: ["password": 2])])
        var waits: [Duration] = []
        for _ in 0..<14 {
            world.agent.fault = (.unavailable(retryAfter: nil), false)
            world.agent.settle(&world.target)
            let wake = world.agent.inventory.decide(db, at: world.agent.now).wake
            waits.append(try #require(wake))
            world.agent.advance(waits[waits.count - 1])
        }
        #expect(waits == waits.sorted())
        #expect(waits.first == .milliseconds(375))
        #expect(waits.last == .seconds(225))
    }

    @Test func `an event of an older version changes nothing`() throws {
        let world = try Delivered()
        let old = try #require(world.live)
        try world.put(Draft(values: ["password": 2]))
        #expect(world.agent.inventory.observe(db, .present(old.live())).isEmpty)
        #expect(world.agent.inventory.observeDeletion(of: db, uid: "older").isEmpty)
        world.agent.log = []
        world.agent.settle(&world.target)
        #expect(world.verbs.isEmpty)
    }

    @Test func `an answer that comes late does not hide what a watch brought since`() throws {
        let world = try Delivered(Draft(), Policy(drift: .heal))
        let answer = try #require(world.live).live()
        world.target.edit(db) { $0.data["password"] = "by hand" }
        world.agent.observe(world.target.takeEvents())
        let now = world.agent.now
        _ = world.agent.inventory.succeeded(db, .changed, answer, at: now)
        world.agent.settle(&world.target)
        #expect(world.live?.data == ["password": "value-1"])
    }

    @Test func `a document that is put again unchanged changes nothing`() throws {
        let world = try Delivered()
        #expect(world.agent.inventory.put(try Draft().document()).isEmpty)
        #expect(world.agent.inventory.put(try Draft(drift: .heal).document()) == [db])
        #expect(world.agent.inventory.put(try Draft().document(generation: 2)) == [db])
    }
}
