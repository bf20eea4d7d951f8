import Documents
import Files
import Foundation
import Sealing
import Testing
import YAML

@testable import Fleet

/// Somebody who can write anything below `secrets/team-a` in Git, and nothing else, wants a document
/// into another team's namespace, or to a group that is not his team's.
@Suite struct RuleAttackTests {
    static let rules = """
        rules:
        - name: team-a
          paths: [secrets/team-a/**]
          allow: {namespaces: [team-a], groups: [staging], types: [Opaque], scopes: [strict]}
        - name: team-b
          paths: [secrets/team-b/**]
          allow: {namespaces: [team-b], groups: [production, us]}
        - name: payments
          paths: [secrets/payments/**]
          allow: {namespaces: [payments]}
        """

    private func ruledFleet() throws -> TestFleet {
        let fleet = try TestFleet()
        try fleet.addRules(Self.rules)
        try fleet.put(
            "secrets/team-b/team-b/db.yaml",
            RuleFixture.text("team-b/db", groups: ["production"])
        )
        return fleet
    }

    /// What is allowed of all that is read, by title; an error if it cannot be read at all.
    private func allowed(_ fleet: TestFleet) throws -> Set<String> {
        try fleet.read { registry in
            let judge = RuleJudge(registry.fleet.rules)
            let entries = try SecretStore(registry.tree).all()
            return Set(entries.filter { judge.violations(of: $0).isEmpty }.map(\.title))
        }
    }

    @Test func `what the team may do is allowed`() throws {
        let fleet = try ruledFleet()
        try fleet.put(
            "secrets/team-a/team-a/db.yaml",
            RuleFixture.text("team-a/db", groups: ["staging"])
        )
        #expect(try allowed(fleet) == ["payments/db", "team-a/db", "team-b/db"])
    }

    /// A file below `secrets/team-a/`, what it says it is, and its layers.
    @Test(arguments: [
        ("team-b/x.yaml", "team-b/x", ["staging"], [String]()),
        ("team-b/x.yaml", "team-b/x", [], []),
        ("secrets/team-b/team-b/x.yaml", "team-b/x", ["staging"], []),
        ("team-a/team-b/x.yaml", "team-b/x", ["staging"], []),
        ("%2e%2e/team-b/x.yaml", "team-b/x", ["staging"], []),
        ("..%2fteam-b/team-b/x.yaml", "team-b/x", ["staging"], []),
        ("...x/team-b/x.yaml", "team-b/x", ["staging"], []),
        ("secrets\\team-b/team-b/x.yaml", "team-b/x", ["staging"], []),
        ("te\u{430}m-b/team-b/x.yaml", "team-b/x", ["staging"], []),
        ("team-a/x.yaml", "team-a/x", ["production"], []),
        ("team-a/x.yaml", "team-a/x", ["staging", "us"], []),
        ("team-a/x.yaml", "team-a/x", ["fleet"], []),
        ("team-a/x.yaml", "team-a/x", ["lab"], []),
        ("team-a/x.yaml", "team-a/x", ["staging"], ["type: kubernetes.io/tls"]),
        ("team-a/x.yaml", "team-a/x", ["staging"], ["scope: any"]),
        ("team-a/x.yaml", "team-a/x", ["staging"], ["scope: namespace"]),
        ("kube-system/x.yaml", "kube-system/x", ["staging"], []),
    ])
    func `a document elsewhere is not allowed`(
        file: String,
        title: String,
        groups: [String],
        more: [String]
    ) throws {
        let fleet = try ruledFleet()
        try fleet.put(
            "secrets/team-a/\(file)",
            RuleFixture.text(title, groups: groups, more: more)
        )
        #expect(try !allowed(fleet).contains(title))
        #expect(try allowed(fleet).contains("team-b/db"))
        // Nor does it get to a cluster whose agent cannot see where it stood.
        if groups != ["lab"], !groups.isEmpty, !file.hasPrefix(".") {
            let cluster = groups == ["staging"] || groups == ["fleet"] ? "lab" : "us"
            #expect(throws: DocumentError.self) {
                try fleet.read { try _ = ClusterView(cluster, $0).files() }
            }
        }
    }

    /// A file that says something else than its path is not read at all.
    @Test(arguments: [
        ("team-a/x.yaml", "team-b/x"), ("Team-b/x.yaml", "team-b/x"),
        ("team-\u{FF42}/x.yaml", "team-b/x"), ("team-b\u{200B}/x.yaml", "team-b/x"),
        ("team-b/X.yaml", "team-b/x"), ("team-a/x@us.yaml", "team-b/x"),
        ("team-b/db@us.yaml", "team-b/db"), ("team-a/x.yml", "team-a/x"),
    ])
    func `a document that is not what its path says is refused`(file: String, title: String) throws
    {
        let fleet = try ruledFleet()
        try fleet.put("secrets/team-a/\(file)", RuleFixture.text(title, groups: ["us"]))
        #expect(throws: DocumentError.self) { try allowed(fleet) }
    }

    @Test func `a part for a cluster that is not the team's is not allowed`() throws {
        let fleet = try ruledFleet()
        let text = try RuleFixture.text("team-a/x", groups: ["staging"])
        try fleet.put("secrets/team-a/team-a/x.yaml", text)
        #expect(try allowed(fleet).contains("team-a/x"))
        try fleet.put(
            "secrets/team-a/team-a/x@us.yaml",
            RuleFixture.text("team-a/x", groups: ["us"])
        )
        #expect(try !allowed(fleet).contains("team-a/x"))
    }

    @Test func `a second document in a file is refused`() throws {
        let fleet = try ruledFleet()
        let mine = try RuleFixture.text("team-a/x", groups: ["staging"])
        let theirs = try RuleFixture.text("team-b/x", groups: ["us"])
        try fleet.put("secrets/team-a/team-a/x.yaml", mine + "---\n" + theirs)
        #expect(throws: DocumentError.self) { try allowed(fleet) }
        try fleet.put(
            "secrets/team-a/team-a/x.yaml",
            mine.replacing("name: x,", with: "namespace: team-b, name: x,")
        )
        #expect(throws: DocumentError.self) { try allowed(fleet) }
    }

    @Test func `links lead nowhere`() throws {
        let fleet = try ruledFleet()
        let folder = fleet.root + "/secrets/team-a"
        try fleet.put("secrets/team-a/team-a/x.yaml", RuleFixture.text("team-a/x", groups: []))
        for (name, target) in [("team-b", "../team-b/team-b"), ("y", "../payments")] {
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/" + name,
                withDestinationPath: target
            )
        }
        #expect(try allowed(fleet) == ["payments/db", "team-a/x", "team-b/db"])
        try FileManager.default.createSymbolicLink(
            atPath: folder + "/team-a/z.yaml",
            withDestinationPath: "../../team-b/team-b/db.yaml"
        )
        #expect(throws: DocumentError.self) { try allowed(fleet) }
    }

    /// As a Git tree could name them; files of a work tree have no such paths.
    @Test(arguments: [
        "secrets/team-a/../team-b/x.yaml", "secrets/./team-b/team-b/x.yaml",
        "secrets//team-b/team-b/x.yaml", "secrets/team-b//team-b/x.yaml",
        "/secrets/team-b/team-b/x.yaml", "secrets/team-b/../team-b/team-b/x.yaml",
        "secrets/team-b/.git/team-b/x.yaml",
    ])
    func `a path with two spellings is nobody's`(path: String) throws {
        let judge = RuleJudge(
            try RuleFixture.rules(
                "- {name: all, paths: [\"secrets/**\"], allow: {}}\n- {name: any, allow: {}}"
            )
        )
        let bytes = Array(try RuleFixture.text("team-b/x", groups: ["us"]).utf8)
        guard let document = try? DocumentFile.secret(bytes, at: path) else { return }
        let found = judge.violations(of: try SecretEntry(document, parts: []))
        #expect(found.map(\.fact) == [.path])
    }

    @Test(arguments: [
        ("namespaces: [team-a]", "namespaces: [team-b]"), ("- name: team-a", "- name: team-c"),
        ("groups: [staging]", "groups: [fleet]"), ("  rules:", "  extensions:"),
    ])
    func `rules count only as an operator signed them`(old: String, new: String) throws {
        let fleet = try ruledFleet()
        try fleet.tamper(FleetDocument.path, old, new)
        #expect(throws: (any Error).self) { try allowed(fleet) }
    }

    @Test func `an older Fleet without rules is refused`() throws {
        let fleet = try TestFleet()
        let before = try fleet.bytes(FleetDocument.path)
        try fleet.addRules(Self.rules)
        try fleet.read { _ in }
        try fleet.put(FleetDocument.path, before)
        #expect(throws: TrustError.self) { try fleet.read { _ in } }
    }

    @Test func `commands refuse to write what rules forbid, and leave everything as it was`() throws
    {
        let fleet = try ruledFleet()
        let before = fleet.files
        #expect(throws: DocumentError.self) { try fleet.set("k", "v", for: "us", in: "team-a/x") }
        #expect(throws: DocumentError.self) { try fleet.set("k", "v", for: "us", in: "other/x") }
        #expect(fleet.files == before)
        try fleet.set("k", "v", for: "lab")
        try fleet.tamper(
            FleetDocument.path,
            "paths: [secrets/payments/**]",
            "paths: [secrets/payments/db.yaml]"
        )
        try fleet.resignFleet()
        let split = fleet.files
        let error = #expect(throws: DocumentError.self) {
            try fleet.write { registry in
                let entry = try SecretStore(registry.tree).secret(.init(parsing: "payments/db"))
                _ = try SecretEditor(registry).split(entry)
            }
        }
        #expect(error?.path == "secrets/payments/db@lab.yaml")
        #expect(fleet.files == split)
    }
}

extension TestFleet {
    /// Puts rules into the Fleet and signs it.
    func addRules(_ rules: String) throws {
        let indented = rules.split(separator: "\n").map { "  \($0)\n" }.joined()
        try tamper(FleetDocument.path, "  signature:", indented + "  signature:")
        try resignFleet()
    }

    /// Signs the Fleet after an edit by hand, as `fleetseal sign` does.
    func resignFleet() throws {
        let epoch = try DocumentFile.fleet(bytes(FleetDocument.path)).epoch
        try tamper(FleetDocument.path, "epoch: \(epoch)", "epoch: \(epoch + 1)")
        try put(FleetDocument.path, signed(bytes(FleetDocument.path), FleetDocument.path))
    }
}
