import Foundation
import Testing

@testable import Inspection

/// Sealed bytes at a place for which they were not made do not open, and a plan says so.
@Suite struct PlanMovedValueTests {
    private let secret = PlannedFleet.secret

    private func dangers(_ plan: Plan) -> [String] {
        plan.values.compactMap { value in
            value.danger.map { "\(value.title) \(value.key) for \(value.group): \($0.text)" }
        }
    }

    private func outages(_ plan: Plan) -> [String] {
        plan.dangerous("gets-nothing").map(\.phrase.text).sorted()
    }

    /// Each sealed value of a file, in order.
    private func sealed(_ text: String) -> [String] {
        text.matches(of: /fs1:\S+/).map { String($0.output) }
    }

    @Test(arguments: ["any", "namespace"])
    func `another scope closes what stays as it is`(scope: String) throws {
        let fleet = try PlannedFleet()
        try fleet.tamper(secret, "spec:\n", "spec:\n  scope: \(scope)\n")
        let plan = try fleet.plan()
        let statement = try #require(plan.dangerous("document-scope").first)
        #expect(
            statement.phrase.text.hasSuffix("3 values that stay as they are do not open any more")
        )
        #expect(plan.affectedClusters == 3)
        let count = plan.dangerous("gets-nothing").count
        #expect(count > 0)
        #expect(outages(plan).allSatisfy { $0.contains("was sealed for another place or scope") })
    }

    @Test func `values sealed anew for another scope are no matter`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("fleetseal rm pay/api")
        try fleet.repository.run(
            "printf token | fleetseal set pay/api token --for staging --scope any --stdin"
        )
        let plan = try fleet.plan()
        #expect(plan.dangerous("document-scope").count == 1)
        #expect(outages(plan).isEmpty && dangers(plan).isEmpty)
    }

    @Test func `a document under another name keeps nothing that opens`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run(
            "mkdir -p secrets/other && git mv secrets/pay/api.yaml secrets/other/api.yaml"
        )
        try fleet.tamper("secrets/other/api.yaml", "namespace: pay", "namespace: other")
        let plan = try fleet.plan()
        #expect(dangers(plan).count == 1)
        #expect(
            dangers(plan).first?.hasPrefix(
                "other/api token for staging: the same bytes stood at secrets/pay/api.yaml:"
            ) == true
        )
        #expect(outages(plan).count == 1)
    }

    @Test func `a copy of a value that stays where it is does not open`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("cp secrets/pay/api.yaml secrets/pay/two.yaml")
        try fleet.tamper("secrets/pay/two.yaml", "name: api", "name: two")
        let plan = try fleet.plan()
        #expect(dangers(plan).count == 1)
        #expect(outages(plan).first?.hasPrefix("pay/two: lab gets nothing") == true)
    }

    @Test func `values that are swapped do not open`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.set("second", "other", for: "production")
        try fleet.repository.commit("two")
        let text = try fleet.text(secret)
        let values = sealed(String(text.split(separator: "- for: production")[1]))
        try #require(values.count >= 2)
        try fleet.write(
            secret,
            text.replacing(values[0], with: "SWAP").replacing(values[1], with: values[0])
                .replacing("SWAP", with: values[1])
        )
        let plan = try fleet.plan()
        #expect(dangers(plan).count == 2)
        #expect(dangers(plan).allSatisfy { $0.contains(": the same bytes stood at ") })
        #expect(plan.dangerous("gets-nothing").isEmpty == false)
    }

    // MARK: Versions

    @Test func `a value sealed again alone is not taken for a re-seal`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.set("second", "other", for: "production")
        try fleet.repository.commit("two values")
        try fleet.repository.run("fleetseal group rekey production")
        try fleet.repository.commit("new key")
        let before = try fleet.text(secret)
        try fleet.repository.set("forged", "other", for: "production")
        let id = /:(v[a-z2-7]{7}):/
        let (old, new) = (
            before.matches(of: id).map { String($0.output.1) },
            try fleet.text(secret).matches(of: id).map { String($0.output.1) }
        )
        let pair = try #require(zip(old, new).first { $0 != $1 })
        try fleet.tamper(secret, pair.1, pair.0)
        let plan = try fleet.plan()
        #expect(plan.values.map(\.kind) == [.resealed])
        #expect(dangers(plan).first?.contains("sealed anew alone") == true)
        // With the rest of its layer it is what `reseal` does.
        try fleet.repository.run("git checkout -q \(secret) && fleetseal reseal")
        let resealed = try fleet.plan()
        #expect(resealed.values.count == 2 && dangers(resealed).isEmpty)
    }

    @Test func `an earlier version is found behind a move and many other commits`() throws {
        let fleet = try PlannedFleet()
        let first = try fleet.text(secret)
        try fleet.repository.set("second", "password", for: "production")
        try fleet.repository.commit("second")
        try fleet.repository.run(
            "mkdir -p secrets/eu/pay && git mv \(secret) secrets/eu/pay/db.yaml"
        )
        try fleet.repository.commit("moved")
        try fleet.repository.run(
            "for n in $(seq 305); do git commit -q --allow-empty -m $n; done"
        )
        try fleet.write("secrets/eu/pay/db.yaml", first)
        let plan = try fleet.plan()
        #expect(dangers(plan).first?.contains("an earlier version is put back: commit ") == true)
    }

    // MARK: Files

    @Test func `what moved or went is not called the same`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run(
            "mkdir -p secrets/eu/pay && git mv secrets/pay/api.yaml secrets/eu/pay/ && chmod +x \(secret)"
        )
        let plan = try fleet.plan()
        #expect(plan.dangerous("document-moved").count == 1)
        #expect(
            plan.texts("says-the-same") == [
                "secrets/pay/db.yaml is the same as before, byte for byte: only its mode changes"
            ]
        )
    }

    @Test func `a file taken out of Git and left on disk is dangerous`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("git rm -q --cached \(secret)")
        try fleet.write(".gitignore", "db.yaml\n")
        #expect(try fleet.plan().dangerous("untracked").map(\.subject) == [secret])
    }

    @Test func `rendered folders are no second fleet, and are not passed over`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("fleetseal render --cluster lab --out rendered/lab")
        let plan = try fleet.plan()
        #expect(plan.alarms.isEmpty)
        #expect(plan.dangerous("rendered-files").count == 1)
    }

    @Test func `a document that moves within its namespace keeps its values`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run(
            "mkdir -p secrets/eu/pay && git mv \(secret) secrets/eu/pay/db.yaml"
        )
        let plan = try fleet.plan()
        #expect(dangers(plan).isEmpty && outages(plan).isEmpty)
    }
}
