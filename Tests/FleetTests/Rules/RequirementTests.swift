import Documents
import Sealing
import Testing
import YAML

@testable import Fleet

@Suite struct RequirementTests {
    private func gaps(_ rules: String, _ fleet: TestFleet) throws -> [RequirementGap] {
        let judge = RuleJudge(try RuleFixture.rules(rules))
        return try fleet.read { registry in
            let store = SecretStore(registry.tree)
            return try judge.gaps(
                clusters: registry.allClusters().map(\.cluster.document),
                secret: { try store.secretIfAny($0) }
            )
        }
    }

    /// us: user, password; eu: user, password; lab: user.
    @Test(arguments: [
        ("all: true", "payments/db", "user", [String]()),
        ("all: true", "payments/db", "password", ["password: lab"]),
        (
            "all: true", "payments/db", "user, password, zone",
            ["password zone: lab", "zone: eu us"]
        ),
        ("select: {matchLabels: {env: production}}", "payments/db", "user, password", []),
        ("select: {matchLabels: {env: none}}", "payments/db", "zone", []),
        (
            "select: {matchExpressions: [{key: env, operator: DoesNotExist}]}", "payments/db",
            "zone", []
        ),
        ("select: {matchLabels: {region: us}}", "payments/none", "a", ["a: us"]),
    ])
    func `finds the clusters that lack keys`(
        clusters: String,
        secret: String,
        keys: String,
        wanted: [String]
    ) throws {
        let fleet = try TestFleet()
        // A tombstone has no labels: it matches what a label must not be.
        try fleet.change {
            try _ = $0.addCluster("old", labels: [("env", "x")], key: PrivateKey.random().publicKey)
        }
        try fleet.change { try _ = $0.removeCluster("old") }
        let rule = "- {name: needed, \(clusters), require: {secret: \(secret), keys: [\(keys)]}}"
        let found = try gaps(rule, fleet)
        #expect(
            found.map {
                "\($0.keys.joined(separator: " ")): \($0.clusters.joined(separator: " "))"
            } == wanted
        )
        for gap in found {
            #expect(gap.rule == "needed" && gap.title == secret)
            #expect((gap.path == nil) == (secret != "payments/db"))
            #expect(gap.position.line == 10)
        }
    }

    @Test func `parts, removed keys and templates count as for the cluster`() throws {
        let fleet = try TestFleet()
        try fleet.set("zone", "eu", for: "eu")
        try fleet.write { registry in
            let entry = try SecretStore(registry.tree).secret(.init(parsing: "payments/db"))
            _ = try SecretEditor(registry).split(entry)
        }
        let rule =
            "- {name: needed, all: true, require: {secret: payments/db, keys: [user, zone, url]}}"
        func lacking() throws -> [String] {
            try gaps(rule, fleet).map {
                "\($0.keys.joined(separator: " ")): \($0.clusters.joined(separator: " "))"
            }
        }
        #expect(try lacking() == ["url: eu", "zone url: lab us"])
        try fleet.put(
            TestFleet.secret,
            fleet.text(TestFleet.secret) + "  template: {data: {url: \"{{user}}\"}, omit: [user]}\n"
        )
        #expect(try lacking() == ["user: eu", "user zone: lab us"])
        try fleet.tamper(TestFleet.secret, "omit: [user]", "omit: []")
        try fleet.tamper(
            "secrets/payments/db@eu.yaml",
            "  - for: eu\n",
            "  - for: eu\n    remove: [user]\n"
        )
        #expect(try lacking() == ["user: eu", "zone: lab us"])
    }

    @Test func `the message names the keys and the clusters`() throws {
        let found = try gaps(
            "- {name: needed, all: true, require: {secret: payments/db, keys: [zone]}}",
            TestFleet()
        )
        #expect(
            found.map(\.message) == [
                "judge payments/db by the rules: needed wants zone on eu, lab, us, which do not get it"
            ]
        )
        #expect(
            found.map(\.hint) == ["fleetseal set payments/db zone for a group with these clusters"]
        )
    }
}
