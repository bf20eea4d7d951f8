import Foundation
import Testing

@testable import Inspection

/// What somebody who can open a pull request might try; each attempt must be marked as dangerous.
@Suite struct PlanAttackTests {
    private let secret = PlannedFleet.secret

    private func expect(
        _ code: String,
        in plan: Plan,
        _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(
            !plan.dangerous(code).isEmpty,
            "\(plan.statements.map(\.phrase.text))",
            sourceLocation: location
        )
        #expect(plan.dangers > 0, sourceLocation: location)
    }

    // MARK: The registry

    @Test func `an injected label is not vouched for, and shown all the same`() throws {
        let fleet = try PlannedFleet()
        try fleet.tamper("keys/clusters/lab.yaml", "env: staging", "env: production")
        let plan = try fleet.plan()
        expect("not-vouched", in: plan)
        expect("goes-back", in: plan)
        expect("cluster-labels", in: plan)
    }

    @Test func `a cluster that puts itself into a group is not vouched for`() throws {
        let fleet = try PlannedFleet()
        try fleet.tamper("keys/clusters/lab.yaml", "groups: [fleet,", "groups: [fleet, production,")
        let plan = try fleet.plan()
        expect("not-vouched", in: plan)
        expect("cluster-joins", in: plan)
        // Its effect is still worked out.
        #expect(plan.effects.contains { $0.title == "pay/db" && $0.gained == ["password"] })
    }

    @Test func `a registry that is put back is older than what it replaces`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("fleetseal group rekey production")
        try fleet.repository.commit("new key")
        try fleet.repository.run("git checkout -q HEAD^ -- keys/groups/production.yaml")
        let plan = try fleet.plan()
        expect("goes-back", in: plan)
        expect("group-key-removed", in: plan)
    }

    @Test func `a line that is dropped keeps somebody out`() throws {
        let fleet = try PlannedFleet()
        let path = "keys/groups/production.yaml"
        let lines = try fleet.text(path).split(separator: "\n", omittingEmptySubsequences: false)
        let kept = lines.filter { !$0.contains("cluster.eu/") }
        try #require(kept.count == lines.count - 1)
        try fleet.write(path, kept.joined(separator: "\n"))
        let plan = try fleet.plan()
        expect("recipient-dropped", in: plan)
        // The signed documents decide who a value reaches, not the lines.
        try fleet.repository.set("new", "password", for: "production")
        #expect(try fleet.plan().values.first?.reach.members == 2)
    }

    @Test func `a line for a key that nobody has is strange`() throws {
        let fleet = try PlannedFleet()
        let path = "keys/groups/production.yaml"
        let text = try fleet.text(path)
        let line = try #require(
            text.split(separator: "\n").first { $0.contains("cluster.eu/") }
        )
        let place = line.split(separator: ":")[0].trimmingCharacters(in: .whitespaces)
        let forged = line.replacing(place, with: "cluster.eu/kzzzzzzzzzzz")
        try fleet.write(path, text.replacing(line, with: "\(line)\n\(forged)"))
        expect("strange-recipient", in: try fleet.plan())
    }

    @Test func `an operator who signs himself in is not believed`() throws {
        let fleet = try PlannedFleet()
        let other = try FleetRepository()
        let theirs = try String(contentsOfFile: other.path + "/fleetseal.yaml", encoding: .utf8)
        let line = try #require(theirs.split(separator: "\n").first { $0.contains("name: alice") })
        try fleet.tamper(
            "fleetseal.yaml",
            "  operators:\n",
            "  operators:\n\(line.replacing("alice", with: "mallory"))\n"
        )
        let plan = try fleet.plan()
        expect("not-vouched", in: plan)
        let added = try #require(plan.dangerous("operator-added").first)
        #expect(added.phrase.text.contains("mallory"))
        #expect(added.details.first?.text.hasPrefix("fingerprint ") == true)
    }

    @Test func `another fleet in its place is not believed`() throws {
        let fleet = try PlannedFleet()
        let other = try FleetRepository()
        try fleet.repository.run(
            "cp ../../\(other.folder.lastPathComponent)/fleet/fleetseal.yaml ."
        )
        let plan = try fleet.plan()
        expect("not-vouched", in: plan)
        expect("fleet-id", in: plan)
        expect("operator-key", in: plan)
    }

    @Test func `a fleetseal.yaml that is gone is the first thing said`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("rm fleetseal.yaml")
        #expect(try fleet.plan().statements.first?.code == "fleet-gone")
    }

    @Test func `a cluster that goes without a tombstone is said to`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("rm keys/clusters/lab.yaml keys/groups/staging.yaml")
        let plan = try fleet.plan()
        expect("cluster-gone", in: plan)
        expect("group-removed", in: plan)
    }

    @Test func `a cluster or a group that comes back from its tombstone is said to`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("fleetseal group add spare --all")
        try fleet.repository.commit("add")
        try fleet.repository.run("fleetseal cluster remove lab && fleetseal group remove spare")
        try fleet.repository.commit("remove")
        try fleet.repository.run(
            "git checkout -q HEAD~1 -- keys/clusters/lab.yaml keys/groups/spare.yaml"
        )
        let plan = try fleet.plan()
        expect("cluster-back", in: plan)
        expect("cluster-added", in: plan)
        expect("group-back", in: plan)
        expect("group-added", in: plan)
    }

    // MARK: Secrets

    @Test func `a template that sends the secret elsewhere is shown as a text`() throws {
        let fleet = try PlannedFleet()
        let template = "  template:\n    data: {url: \"https://pay/{{password}}\"}\n"
        try fleet.write(secret, fleet.text(secret) + template)
        try fleet.repository.commit("template")
        try fleet.tamper(secret, "https://pay/", "https://evil.example/")
        let plan = try fleet.plan()
        expect("template-data", in: plan)
        let diff = try #require(plan.dangerous("template-data").first?.diff)
        #expect(
            diff.lines == [
                .removed("https://pay/{{password}}"), .added("https://evil.example/{{password}}"),
            ]
        )
        #expect(plan.effects.first?.changesForm == true)
    }

    @Test func `layers in another order change what wins`() throws {
        let fleet = try PlannedFleet()
        let text = try fleet.text(secret)
        let layers = text.components(separatedBy: "  - for: ")
        try #require(layers.count == 4)
        try fleet.write(
            secret,
            [layers[0], layers[1], layers[3], layers[2]].joined(separator: "  - for: ")
        )
        let plan = try fleet.plan()
        expect("layer-order", in: plan)
        #expect(plan.newVersions == ["us: pay/db password"])
        #expect(plan.values.isEmpty)
    }

    @Test(arguments: [
        ("scope: any", "document-scope"), ("adopt: always", "document-adopt"),
        ("suspend: true", "document-suspend"), ("deletion: retain", "document-deletion"),
        ("type: kubernetes.io/tls", "document-type"), ("immutable: true", "document-immutable"),
        ("drift: \"off\"", "document-drift"), ("restart: [deployment/api]", "document-restart"),
        ("optional: [user]", "document-optional"),
        ("extensions: {x: y}", "document-field"),
    ])
    func `settings that decide what an agent does are dangerous`(line: String, code: String) throws
    {
        let fleet = try PlannedFleet()
        try fleet.tamper(secret, "spec:\n", "spec:\n  \(line)\n")
        expect(code, in: try fleet.plan())
    }

    @Test func `a layer that takes a key away is dangerous`() throws {
        let fleet = try PlannedFleet()
        try fleet.tamper(
            secret,
            "  - for: production\n",
            "  - for: production\n    remove: [user]\n"
        )
        let plan = try fleet.plan()
        expect("layer-removes", in: plan)
        #expect(plan.effects.contains { $0.lost == ["user"] && $0.clusters.count == 2 })
    }

    // MARK: Values

    @Test func `an old ciphertext that is put back is known from the history`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.set("second", "password", for: "production")
        try fleet.repository.commit("second")
        try fleet.repository.run("git checkout -q HEAD^ -- \(secret)")
        let danger = try #require(try fleet.plan().values.first?.danger?.text)
        #expect(danger.hasPrefix("an earlier version is put back: commit "))
    }

    @Test func `another value under the same version and key is not taken for a re-seal`() throws {
        let fleet = try PlannedFleet()
        let before = try fleet.text(secret)
        try fleet.repository.set("second", "password", for: "production")
        let after = try fleet.text(secret)
        let pattern = /fs1:k[a-z2-7]{11}:(v[a-z2-7]{7}):/
        let (old, new) = (
            before.matches(of: pattern).map { String($0.output.1) },
            after.matches(of: pattern).map { String($0.output.1) }
        )
        let pair = try #require(zip(old, new).first { $0 != $1 })
        try fleet.write(secret, after.replacing(pair.1, with: pair.0))
        let plan = try fleet.plan()
        #expect(plan.values.map(\.kind) == [.resealed])
        #expect(plan.values.first?.danger != nil)
    }

    @Test func `a value under a key that its group does not have is dangerous`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.set("second", "password", for: "production")
        let text = try fleet.text(secret)
        let changed = try #require(try fleet.plan().values.first)
        try fleet.write(
            secret,
            text.replacing(
                "\(changed.sealedTo):\(try #require(changed.newID))",
                with: "kzzzzzzzzzzz:\(try #require(changed.newID))"
            )
        )
        let danger = try fleet.plan().values.first?.danger?.text
        #expect(danger == "sealed to kzzzzzzzzzzz, which is no key of the group")
    }

    @Test func `a layer for a group that is not there is dangerous`() throws {
        let fleet = try PlannedFleet()
        try fleet.tamper(secret, "- for: production", "- for: nowhere")
        let values = try fleet.plan().values
        #expect(values.contains { $0.group == "nowhere" && $0.danger != nil })
    }

    // MARK: Files

    @Test(arguments: ["spec: [", "kind: Other\n", "", "a: &x 1\nb: *x\n"])
    func `a file that cannot be read is said to be`(text: String) throws {
        let fleet = try PlannedFleet()
        try fleet.write(secret, text)
        try fleet.write("keys/groups/production.yaml", text)
        let plan = try fleet.plan()
        #expect(plan.dangerous("unreadable").count == 2)
        // Agents keep what they had.
        #expect(plan.effects.isEmpty)
    }

    @Test func `a link in the place of a document is not followed`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("rm \(secret) && ln -s ../pay/api.yaml \(secret)")
        expect("unreadable", in: try fleet.plan())
    }

    @Test func `two documents for one Secret are not taken for one`() throws {
        let fleet = try PlannedFleet()
        try fleet.repository.run("mkdir -p secrets/a/pay && cp \(secret) secrets/a/pay/db.yaml")
        expect("unreadable", in: try fleet.plan())
    }

    @Test(arguments: [
        "secrets/pay/x.yml", "secrets/x.yaml", "keys/x.yaml", "keys/groups/a/b.yaml",
        "secrets/pay/fleetseal.yaml", "other/fleetseal.yaml", "secrets/Pay/x.yaml",
        "keys/clusters/\u{0301}lab.yaml",
    ])
    func `a document where none belongs is said to be`(path: String) throws {
        let fleet = try PlannedFleet()
        try fleet.write(path, try fleet.text(secret))
        let plan = try fleet.plan()
        #expect(plan.dangers > 0, "\(plan.statements.map(\.phrase.text))")
        #expect(plan.alarms.contains { $0.code == "misplaced" || $0.code == "unreadable" })
    }

    @Test(arguments: [
        ".github/workflows/x.yaml", ".gitattributes", ".gitlab-ci.yml", "CODEOWNERS",
        ".fleetseal-allow", "secrets/.gitattributes", "keys/.gitignore",
        ".fleetseal-rendered", ".lfsconfig", "a/b/.gitmodules",
    ])
    func `files that decide how changes are checked are dangerous`(path: String) throws {
        let fleet = try PlannedFleet()
        try fleet.write(path, "x\n")
        expect("steering-file", in: try fleet.plan())
    }

    @Test func `a folder cannot be called rendered in silence`() throws {
        let fleet = try PlannedFleet()
        try fleet.write("rendered/lab/.fleetseal-rendered", "x\n")
        expect("rendered-files", in: try fleet.plan())
    }
}
