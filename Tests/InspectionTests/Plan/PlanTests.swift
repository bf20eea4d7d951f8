import Foundation
import Testing

@testable import Inspection

@Suite struct PlanTests {
    @Test func `nothing changed, nothing said`() throws {
        let plan = try PlannedFleet().plan()
        #expect(plan.isEmpty)
        #expect(plan.changedFiles == 0 && plan.dangers == 0)
    }

    @Test func `a new version reaches those whom no later layer covers`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.set("other", "password", for: "production")
        let plan = try fleet.plan()
        let value = try #require(plan.values.first)
        #expect(plan.values.count == 1)
        #expect(value.kind == .changed && value.group == "production" && value.key == "password")
        #expect(value.oldID != value.newID)
        #expect(value.reach.members == 2 && value.reach.kept == ["us"])
        #expect(value.reach.phrase.text == "reaches 1 of 2 clusters; us keeps its own")
        #expect(plan.newVersions == ["eu: pay/db password"])
        #expect(plan.dangers == 0)
    }

    @Test func `a change that later layers hide reaches nobody`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.set("mine too", "password", for: "eu")
        try fleet.repository.commit("both have their own")
        try fleet.repository.set("unseen", "password", for: "production")
        let plan = try fleet.plan()
        #expect(plan.values.map(\.kind) == [.changed])
        #expect(
            plan.values.first?.reach.phrase.text
                == "reaches nobody: later layers win on all of its clusters"
        )
        #expect(plan.effects.isEmpty)
        #expect(plan.affectedClusters == 0)
    }

    @Test func `values come and go`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.set("extra", "extra", for: "staging", in: "pay/api")
        try fleet.repository.run("fleetseal unset pay/db password --for us")
        let plan = try fleet.plan()
        let kinds = plan.values.map { "\($0.title) \($0.group) \($0.key) \($0.kind)" }
        #expect(kinds == ["pay/api staging extra added", "pay/db us password removed"])
        // `us` falls back to what production says.
        #expect(plan.newVersions == ["us: pay/db password"])
        let gained = plan.effects.filter { !$0.gained.isEmpty }
        #expect(gained.map(\.gained) == [["extra"]])
        #expect(gained.first?.clusters.indices.map { plan.clusters[$0] } == ["lab"])
    }

    @Test func `a re-seal to the next key is no change of any cluster`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("fleetseal group rekey production")
        try fleet.repository.run("fleetseal reseal")
        let plan = try fleet.plan()
        #expect(plan.values.map(\.kind) == [.resealed])
        #expect(plan.values.first?.oldID == plan.values.first?.newID)
        #expect(plan.values.first?.danger == nil)
        #expect(plan.effects.isEmpty)
        let added = plan.dangerous("group-key-added")
        #expect(added.count == 1)
        #expect(added.first?.details.first?.text.contains("fingerprint ") == true)
        #expect(plan.dangerous("group-key-state").count == 1)
    }

    @Test func `a label says whose Secrets change for it`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("fleetseal cluster label lab env=production")
        let plan = try fleet.plan()
        #expect(plan.alarms.isEmpty)
        #expect(plan.texts("cluster-joins") == ["cluster lab joins production"])
        #expect(plan.texts("cluster-leaves") == ["cluster lab leaves staging"])
        #expect(
            plan.texts("recipient-added") == ["cluster.lab becomes a recipient of production"]
        )
        let effects = plan.effects.map { "\($0.title) \($0.change) \($0.gained) \($0.lost)" }
        #expect(
            effects.sorted() == [
                #"pay/api disappears [] ["token"]"#, #"pay/db changes ["password"] []"#,
            ]
        )
        #expect(plan.affectedClusters == 1)
    }

    @Test func `a template tells labels, so a label changes Secrets nobody edited`() throws {
        let fleet = try PlannedFleet()
        try fleet.write(
            PlannedFleet.secret,
            fleet.text(PlannedFleet.secret)
                + "  template:\n    data: {host: \"db.{{cluster.zone}}\"}\n"
        )
        try fleet.repository.commit("template")
        try fleet.repository.run("fleetseal cluster label eu zone=b")
        let plan = try fleet.plan()
        #expect(plan.effects.map(\.title) == ["pay/db"])
        #expect(plan.effects.first?.changesForm == true)
        #expect(plan.effects.first?.clusters.indices.map { plan.clusters[$0] } == ["eu"])
    }

    @Test func `a new cluster is shown with its fingerprint and everything it gets`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run(
            "fleetseal cluster add ap --label env=production --new-key ../ap.key"
        )
        let plan = try fleet.plan()
        #expect(
            plan.texts("cluster-added") == ["cluster ap is new; it is in fleet, production, ap"]
        )
        let recipient = try #require(
            plan.dangerous("recipient-added").first { $0.subject == "cluster.ap" }
        )
        #expect(recipient.phrase.text == "cluster.ap becomes a recipient of ap, fleet, production")
        let print = try #require(recipient.details.first?.text.split(separator: " ").last)
        #expect(print.split(separator: "-").count == 13)
        #expect(plan.effects.map { "\($0.title) \($0.change)" } == ["pay/db appears"])
    }

    @Test func `a cluster that leaves is told with its lines`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run(
            "fleetseal cluster remove lab --yes || fleetseal cluster remove lab"
        )
        let plan = try fleet.plan()
        #expect(plan.dangerous("cluster-removed").count == 1)
        #expect(plan.dangerous("recipient-dropped").map(\.subject) == ["cluster.lab"])
    }

    @Test func `documents come, go and move`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.set("new", "key", for: "fleet", in: "pay/new")
        try fleet.repository.run("fleetseal rm pay/api")
        try fleet.repository.run(
            "mkdir -p secrets/eu/pay && git mv secrets/pay/db.yaml secrets/eu/pay/"
        )
        let plan = try fleet.plan()
        #expect(plan.texts("document-added") == ["pay/new is added"])
        #expect(
            plan.texts("document-removed")
                == ["pay/api is removed, and with it its Secrets (deletion: delete)"]
        )
        #expect(
            plan.texts("document-moved")
                == ["pay/db moves from secrets/pay/db.yaml to secrets/eu/pay/db.yaml"]
        )
        #expect(!plan.values.contains { $0.title == "pay/db" })
        let effects = plan.effects.map { "\($0.title) \($0.change) \($0.clusters.count)" }
        #expect(effects == ["pay/api disappears 1", "pay/new appears 3"])
    }

    @Test func `what only looks different is said to be the same`() throws {
        let fleet = try PlannedFleet()
        try fleet.write(PlannedFleet.secret, fleet.text(PlannedFleet.secret) + "# a remark\n")
        let plan = try fleet.plan()
        #expect(plan.statements.map(\.code) == ["says-the-same"])
        #expect(plan.effects.isEmpty && plan.values.isEmpty)
    }

    @Test func `a part is one more layer`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("fleetseal split pay/db us || fleetseal split pay/db")
        let plan = try fleet.plan()
        #expect(plan.effects.isEmpty)
        #expect(plan.values.isEmpty)
        #expect(plan.texts("part-added").count == 1)
    }
}
