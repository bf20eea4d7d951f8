import Documents
import Testing

@testable import Reconciling

@Suite struct RestartTests {
    let restart = ["deployment/api", "statefulset/db"]

    func draft(_ number: Int = 1, sealing: Int = 1, labels: [String: String] = [:]) -> Draft {
        Draft(values: ["password": number], sealing: sealing, restart: restart, labels: labels)
    }

    @Test func `workloads restart once after a value changed`() throws {
        let world = try Delivered(draft())
        #expect(world.agent.restarts.isEmpty)
        try world.put(draft(2))
        #expect(world.agent.restarts.count == 2)
        #expect(world.agent.restarts.first?.hasPrefix("deployment/api@") == true)
        #expect(world.verbs == ["open", "update", "restart"])
        #expect(world.live?.annotations[SecretMarks.restart] == nil)
        #expect(world.report?.reason == .applied)
        try world.restart([draft(2)])
        #expect(world.verbs.isEmpty)
    }

    @Test func `going back to an old value is a change, with another token`() throws {
        let world = try Delivered(draft())
        try world.put(draft(2))
        try world.put(draft(1))
        try world.put(draft(2))
        let tokens = world.agent.restarts.filter { $0.hasPrefix("deployment") }
        #expect(tokens.count == 3)
        #expect(tokens[0] == tokens[2])
        #expect(tokens[0] != tokens[1])
    }

    @Test func `nothing restarts when no value changed`() throws {
        let world = try Delivered(Draft(), Policy(drift: .heal, adopt: .always))
        try world.put(draft())
        try world.put(draft(sealing: 2))
        try world.put(draft(labels: ["a": "b"]))
        world.edit { $0.data["password"] = "by hand" }
        world.target.remove(Delivered.db)
        world.agent.settle(&world.target)
        #expect(world.live != nil)
        #expect(world.agent.restarts.isEmpty)
    }

    @Test func `a target without workloads restarts nothing`() throws {
        let world = try Delivered(draft(), Policy(canRestart: false))
        try world.put(draft(2))
        #expect(world.agent.restarts.isEmpty)
        #expect(world.report?.reason == .applied)
    }

    @Test func `a restart that failed is tried again, also by a new agent`() throws {
        let world = try Delivered(draft())
        _ = try world.agent.replace([draft(2)])
        _ = world.agent.step(Delivered.db, on: &world.target)
        _ = world.agent.step(Delivered.db, on: &world.target)
        world.agent.fault = (.restart("forbidden"), false)
        world.agent.settle(&world.target)
        #expect(world.agent.restarts.isEmpty)
        #expect(world.report?.reason == .restartFailed)
        #expect(world.report?.isStalled == true)
        world.wait(.seconds(1))
        #expect(world.agent.restarts.count == 2)
        #expect(world.report?.reason == .applied)

        let other = try Delivered(draft())
        _ = try other.agent.replace([draft(2)])
        _ = other.agent.step(Delivered.db, on: &other.target)
        _ = other.agent.step(Delivered.db, on: &other.target)
        try other.restart([draft(2)])
        #expect(other.verbs == ["restart"])
        #expect(other.agent.restarts.count == 2)
    }

    @Test func `a restart that nobody wants any more is forgotten`() throws {
        let world = try Delivered(draft())
        _ = try world.agent.replace([draft(2)])
        _ = world.agent.step(Delivered.db, on: &world.target)
        _ = world.agent.step(Delivered.db, on: &world.target)
        #expect(world.live?.annotations[SecretMarks.restart] != nil)
        try world.put(Draft(values: ["password": 2]))
        #expect(world.live?.annotations[SecretMarks.restart] == nil)
        try world.put(draft(2))
        #expect(world.agent.restarts.isEmpty)
    }
}
