import Foundation
import Testing

@testable import Inspection

/// Clusters that get nothing of a Secret after a change are named, whatever the change was.
@Suite struct PlanOutageTests {
    private let secret = PlannedFleet.secret

    private func outages(_ plan: Plan) -> [String] {
        plan.dangerous("gets-nothing").map { statement in
            statement.phrase.text.replacing(/\bk[a-z2-7]{11}\b/, with: "K")
        }.sorted()
    }

    private func withTemplate(_ text: String) throws -> PlannedFleet {
        let fleet = try PlannedFleet()
        try fleet.write(secret, fleet.text(secret) + "  template:\n    data: {\(text)}\n")
        return fleet
    }

    // MARK: Templates

    @Test func `a key that a template needs and that goes takes the whole Secret away`() throws {
        let fleet = try withTemplate("url: \"x{{user}}\"")
        try fleet.repository.commit("template")
        try fleet.repository.run("fleetseal unset pay/db user --for fleet")
        let plan = try fleet.plan()
        #expect(outages(plan) == ["pay/db: eu, us get nothing: the template lacks user"])
        #expect(plan.effects.first { $0.clusters.count == 2 }?.change == .blocked)
        #expect(plan.affectedClusters == 3)
    }

    @Test func `a template that needs what some clusters lack takes it from those`() throws {
        let fleet = try withTemplate("url: \"x{{password}}\"")
        let plan = try fleet.plan()
        #expect(outages(plan) == ["pay/db: lab gets nothing: the template lacks password"])
        let changed = plan.effects.filter { $0.change == .changes }
        #expect(changed.map(\.gained) == [["url"]])
        #expect(changed.first?.clusters.count == 2)
    }

    @Test func `a label that a template needs and that goes takes the whole Secret away`() throws {
        let fleet = try withTemplate("host: \"db.{{cluster.zone}}\"")
        try fleet.repository.run("fleetseal cluster label us zone=a")
        try fleet.repository.run("fleetseal cluster label eu zone=b")
        try fleet.repository.run("fleetseal cluster label lab zone=c")
        try fleet.repository.commit("zones")
        try fleet.repository.run("fleetseal cluster label lab zone-")
        let plan = try fleet.plan()
        #expect(outages(plan) == ["pay/db: lab gets nothing: the template lacks cluster.zone"])
        #expect(plan.affectedClusters == 1)
        try fleet.repository.commit("lost")
        try fleet.repository.run("fleetseal cluster label lab zone=d")
        #expect(try fleet.plan().effects.map(\.change) == [.unblocked])
    }

    @Test func `a key that the template omits is lost`() throws {
        let fleet = try PlannedFleet()
        try fleet.write(secret, fleet.text(secret) + "  template: {omit: [user]}\n")
        let effects = try fleet.plan().effects
        #expect(effects.flatMap(\.lost) == ["user"])
        #expect(effects.first?.clusters.count == 3)
    }

    @Test func `a text of the template that changes is another version of its key`() throws {
        let fleet = try withTemplate("url: \"x{{user}}\"")
        try fleet.repository.commit("template")
        try fleet.repository.set("other", "user", for: "fleet")
        #expect(try fleet.plan().effects.map(\.changed) == [["url", "user"]])
    }

    // MARK: Lines and keys

    @Test func `a line that is taken out is told by what its cluster loses`() throws {
        let fleet = try PlannedFleet()
        let path = "keys/groups/fleet.yaml"
        let lines = try fleet.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        try fleet.write(
            path,
            lines.filter { !$0.contains("cluster.lab/") }.joined(separator: "\n")
        )
        let plan = try fleet.plan()
        #expect(
            outages(plan) == [
                "pay/db: lab gets nothing: the key K of group fleet is not sealed to a key that is in use there"
            ]
        )
        #expect(plan.affectedClusters == 1)
        try fleet.repository.commit("lost")
        try fleet.repository.run("git checkout -q HEAD^ -- \(path)")
        #expect(try fleet.plan().effects.map(\.change) == [.unblocked])
    }

    @Test func `a cluster that is revoked gets nothing any more`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("fleetseal cluster revoke us")
        let plan = try fleet.plan()
        #expect(outages(plan).count == 1)
        #expect(
            outages(plan).first?.hasPrefix("pay/db: us gets nothing: the key K of group ") == true
        )
        #expect(plan.affectedClusters == 1)
    }

    @Test func `a key of a group that is revoked opens for nobody`() throws {
        let fleet = try PlannedFleet()
        try fleet.tamper("keys/groups/staging.yaml", "state: active", "state: revoked")
        let plan = try fleet.plan()
        #expect(
            outages(plan) == ["pay/api: lab gets nothing: the key K of group staging is revoked"]
        )
    }

    @Test func `a new cluster without a line gets nothing of what is for it`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run(
            "fleetseal cluster add ap --label env=production --new-key ../ap.key"
        )
        let path = "keys/groups/production.yaml"
        let lines = try fleet.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        try fleet.write(
            path,
            lines.filter { !$0.contains("cluster.ap/") }.joined(separator: "\n")
        )
        let plan = try fleet.plan()
        #expect(plan.effects.map(\.change) == [.blocked])
        #expect(
            outages(plan).first?.hasPrefix("pay/db: ap gets nothing: the key K of group production")
                == true
        )
    }

    @Test func `a cluster that leaves is counted with what nobody changes there any more`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run(
            "fleetseal cluster remove lab --yes || fleetseal cluster remove lab"
        )
        let plan = try fleet.plan()
        let effects = plan.effects.map { "\($0.title) \($0.change) \($0.clusters.count)" }
        #expect(effects == ["pay/api left 1", "pay/db left 1"])
        #expect(plan.affectedClusters == 1)
        #expect(outages(plan).isEmpty)
    }

    @Test func `what was so before is not said again`() throws {
        let fleet = try withTemplate("url: \"x{{password}}\"")
        try fleet.repository.commit("lab gets nothing")
        try fleet.repository.set("mine too", "password", for: "eu")
        let plan = try fleet.plan()
        #expect(outages(plan).isEmpty)
        #expect(plan.effects.map(\.change) == [.changes])
    }
}
