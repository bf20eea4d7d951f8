import Documents
import Foundation
import Sealing
import TestSupport
import Testing
import YAML

@testable import Fleet

/// What commands change, and that they change nothing else.
@Suite struct EditingTests {
    static let production = "keys/groups/production.yaml"

    private func lines(_ fleet: TestFleet, _ path: String) throws -> [String] {
        try fleet.text(path).components(separatedBy: "\n")
    }

    private func values(_ fleet: TestFleet) throws -> [String: SealedValue] {
        try fleet.document { registry in
            let entry = try SecretStore(registry.tree).secret(.init(parsing: "payments/db"))
            var found: [String: SealedValue] = [:]
            for (layer, _) in entry.allLayers {
                for value in layer.values { found["\(layer.group)/\(value.key)"] = value.sealed }
            }
            return found
        }
    }

    @Test func `a value that makes its document too large is refused, a new one as one in place`()
        throws
    {
        let fleet = try TestFleet()
        func text(_ size: Int) -> String { String(repeating: "x", count: size << 10) }
        // Less than what one Secret may have, and together nearly what a document may.
        try fleet.set("user", text(400), for: "fleet")
        try fleet.set("password", text(400), for: "production")
        try fleet.set("password", text(300), for: "us")
        let before = fleet.files
        #expect(throws: DocumentError.self) { try fleet.set("user", text(480), for: "fleet") }
        #expect(throws: DocumentError.self) { try fleet.set("other", text(80), for: "fleet") }
        #expect(fleet.files == before)
    }

    // MARK: Members

    @Test(arguments: ["aa", "mm", "zz"])
    func `a new cluster is one line in each of its groups, in the order of bytes`(name: String)
        throws
    {
        let fleet = try TestFleet()
        let before = fleet.files
        let old = try lines(fleet, Self.production)
        _ = try fleet.change { editor in
            try editor.addCluster(
                name,
                labels: [("env", "production")],
                key: PrivateKey.random().publicKey
            )
        }
        let new = try lines(fleet, Self.production)
        let added = new.filter { !old.contains($0) }
        #expect(added.count == 1)
        #expect(added.first?.hasPrefix("      cluster.\(name)/") == true)
        #expect(new.filter { !added.contains($0) } == old)
        let members = new.filter {
            $0.hasPrefix("      cluster.") || $0.hasPrefix("      operator.")
        }
        #expect(members == members.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        let changed = fleet.files.filter { before[$0.key] != $0.value }.keys.sorted()
        #expect(
            changed == ["keys/clusters/\(name).yaml", "keys/groups/fleet.yaml", Self.production]
        )
    }

    @Test func `who leaves takes one line and the group is due and signed anew`() throws {
        let fleet = try TestFleet()
        let old = try lines(fleet, Self.production)
        _ = try fleet.change { try $0.removeCluster("eu") }
        let new = try lines(fleet, Self.production)
        #expect(old.filter { !new.contains($0) }.map { $0.prefix(16) }.count == 3)
        let added = new.filter { !old.contains($0) }
        #expect(added.contains { $0.contains("rekeyDue: [cluster.eu]") })
        #expect(added.contains("  epoch: 2"))
        #expect(added.count == 3)
        #expect(try !fleet.text(TestFleet.secret).contains("for: eu"))
        #expect(try fleet.text("keys/clusters/eu.yaml").contains("removed: \"2026-11-21\""))
        try fleet.pinAll()
    }

    @Test func `comments, order and quoting in a group's file stay`() throws {
        let fleet = try TestFleet()
        try fleet.tamper(Self.production, "spec:\n", "# who\nspec:   # what\n")
        try fleet.tamper(
            Self.production,
            "      cluster.us/",
            "      # the first\n      cluster.us/"
        )
        _ = try fleet.change { editor in
            try editor.addCluster(
                "aa",
                labels: [("env", "production")],
                key: PrivateKey.random().publicKey
            )
        }
        let text = try fleet.text(Self.production)
        #expect(text.contains("# who\nspec:   # what\n"))
        #expect(text.contains("      # the first\n      cluster.us/"))
    }

    @Test func `a sync with nothing to do changes nothing`() throws {
        let fleet = try TestFleet()
        let before = fleet.files
        try fleet.sync()
        #expect(fleet.files == before)
        try fleet.read { (registry) throws in #expect(try MembershipSync(registry).isEmpty) }
    }

    @Test func `a sync restores a line that was lost, to the signed key`() throws {
        let fleet = try TestFleet()
        let left = try lines(fleet, Self.production).filter { !$0.contains("cluster.us/") }
        try fleet.put(Self.production, left.joined(separator: "\n"))
        try fleet.read { registry in
            let recipients = try MembershipSync(registry).newRecipients
            #expect(recipients.map(\.member) == [.cluster("us")])
            #expect(recipients.map(\.key) == [try fleet.publicKey("us")])
            #expect(recipients.map(\.groups) == [["production"]])
        }
        try fleet.sync()
        #expect(try fleet.open("us", as: fleet.keys["us"])["password"] == "mine")
        #expect(try fleet.text(Self.production).contains("epoch: 1\n"))
    }

    // MARK: Registry

    @Test func `a cluster opens its values with its own key and no other`() throws {
        let fleet = try TestFleet()
        #expect(try fleet.open("us", as: fleet.keys["us"]) == ["user": "app", "password": "mine"])
        #expect(
            try fleet.open("eu", as: fleet.keys["eu"]) == ["user": "app", "password": "secret"]
        )
        #expect(try fleet.open("lab", as: fleet.keys["lab"]) == ["user": "app"])
        #expect(throws: KeyringError.self) { try fleet.open("us", as: fleet.keys["eu"]) }
        #expect(throws: KeyringError.self) { try fleet.open("us", as: fleet.bob) }
    }

    @Test func `a key that was replaced opens nothing, the new one everything`() throws {
        let fleet = try TestFleet()
        let new = HeldKey(PrivateKey.random())
        #expect(
            try fleet.change { try $0.replaceKey(of: "us", with: new.key.publicKey) } == [
                "fleet", "production", "us",
            ]
        )
        #expect(try fleet.open("us", as: new)["password"] == "mine")
        #expect(throws: KeyringError.self) { try fleet.open("us", as: fleet.keys["us"]) }
        #expect(throws: FleetError.self) {
            try fleet.change { try $0.replaceKey(of: "eu", with: new.key.publicKey) }
        }
    }

    @Test func `only operators sign`() throws {
        let fleet = try TestFleet()
        let before = fleet.files
        #expect(throws: FleetError.self) {
            try fleet.change(as: fleet.keys["us"]) { _ = try $0.rekey("production") }
        }
        #expect(fleet.files == before)
    }

    @Test func `an operator who opens nothing of a group can rekey it but let nobody in`() throws {
        let fleet = try TestFleet()
        _ = try fleet.change(as: fleet.bob) { try $0.rekey("production") }
        try fleet.pinAll()
        #expect(throws: KeyringError.self) {
            try fleet.change(as: fleet.bob) { editor in
                _ = try editor.addCluster(
                    "new",
                    labels: [("env", "production")],
                    key: PrivateKey.random().publicKey
                )
            }
        }
    }

    @Test func `what an operator signed is signed anew when they go`() throws {
        let fleet = try TestFleet()
        _ = try fleet.change(as: fleet.bob) { try $0.rekey("staging") }
        #expect(try fleet.text("keys/groups/staging.yaml").contains("by: bob"))
        #expect(try fleet.change { try $0.removeOperator("bob").due } == ["staging"])
        for (path, bytes) in fleet.files where path.hasPrefix("keys/") {
            #expect(!String(decoding: bytes, as: UTF8.self).contains("by: bob"), "\(path)")
        }
        try fleet.pinAll()
        #expect(fleet.pin.operators.keys.sorted() == ["alice"])
        #expect(throws: FleetError.self) {
            try fleet.change(as: fleet.bob) { _ = try $0.rekey("staging") }
        }
        #expect(throws: FleetError.self) { try fleet.change { _ = try $0.removeOperator("alice") } }
        #expect(throws: FleetError.self) {
            try fleet.change { editor in
                try editor.addOperator(
                    Operator(name: "bob", publicKey: fleet.bob.key.publicKey, opens: .all)
                )
            }
        }
    }

    @Test func `a group goes only when no layer is for it, and comes never back`() throws {
        let fleet = try TestFleet()
        #expect(throws: FleetError.self) { try fleet.change { try $0.removeGroup("production") } }
        #expect(throws: FleetError.self) { try fleet.change { try $0.removeGroup("us") } }
        try fleet.change { try $0.removeGroup("staging") }
        #expect(try fleet.document { try $0.cluster("lab").cluster.groups } == ["fleet", "lab"])
        #expect(throws: FleetError.self) {
            try fleet.change { _ = try $0.addGroup("staging", .all) }
        }
        #expect(throws: FleetError.self) { try fleet.set("a", "b", for: "staging") }
    }

    @Test(arguments: ["us", "production", "Bad", "a.b", "-a", ""])
    func `a name in use or none is refused`(name: String) throws {
        let fleet = try TestFleet()
        #expect(throws: FleetError.self) { try fleet.change { _ = try $0.addGroup(name, .all) } }
        #expect(throws: FleetError.self) {
            try fleet.change {
                _ = try $0.addCluster(name, labels: [], key: PrivateKey.random().publicKey)
            }
        }
    }

    // MARK: Reseal

    @Test func `a reseal keeps value ids, then has nothing left, then the old key goes`() throws {
        let fleet = try TestFleet()
        let before = try values(fleet)
        _ = try fleet.change { try $0.rekey("production") }
        #expect(throws: DocumentError.self) {
            try fleet.change { _ = try $0.retire(["production"]) }
        }
        #expect(try fleet.reseal().map(\.values) == [1])
        let after = try values(fleet)
        #expect(after.mapValues(\.id) == before.mapValues(\.id))
        #expect(after["fleet/user"] == before["fleet/user"])
        #expect(after["production/password"]?.key != before["production/password"]?.key)
        let files = fleet.files
        #expect(try fleet.reseal().isEmpty)
        #expect(fleet.files == files)
        #expect(
            try fleet.change { try $0.retire(["production"])[0].keys }
                == [before["production/password"]?.key]
        )
        #expect(try fleet.open("eu", as: fleet.keys["eu"])["password"] == "secret")
        #expect(try fleet.change { try $0.retire(["production"])[0].keys }.isEmpty)
    }

    @Test func `one bad value and nothing of a reseal is written`() throws {
        let fleet = try TestFleet()
        try fleet.set("second", "x", for: "production")
        _ = try fleet.change { try $0.rekey("production") }
        let id = try #require(try values(fleet)["production/second"]).id
        try fleet.tamper(TestFleet.secret, ":\(id):", ":v2222222:")
        let before = fleet.files
        let error = #expect(throws: OpeningError.self) { try fleet.reseal() }
        #expect(error?.key == "second")
        #expect(fleet.files == before)
    }

    @Test func `moving values tells how far it is, and begins again without what does not open`()
        throws
    {
        let fleet = try TestFleet()
        func rekey() throws {
            for name in ["production", "fleet"] { _ = try fleet.change { try $0.rekey(name) } }
        }
        func move() throws -> (steps: [[Int]], left: [String]) {
            var steps: [[Int]] = []
            let left = try fleet.write { registry in
                let move = try ValueMove(of: ["production", "fleet"], in: registry)
                return try move.run(with: Keyring(fleet.alice, trust: registry.trust)) {
                    steps.append([$0, $1])
                }.left
            }
            return (steps, left.map(\.group))
        }
        try rekey()
        let all = try move()
        #expect(all.steps == [[0, 2], [2, 2]])
        #expect(all.left == [])
        try rekey()
        let id = try #require(try values(fleet)["production/password"]).id
        try fleet.tamper(TestFleet.secret, ":\(id):", ":v2222222:")
        let rest = try move()
        #expect(rest.steps == [[0, 2], [0, 1], [1, 1]])
        #expect(rest.left == ["production"])
    }

    // MARK: Secrets

    @Test func `a value that changes changes its line and nothing else, extensions least of all`()
        throws
    {
        let fleet = try TestFleet()
        try fleet.tamper(
            TestFleet.secret,
            "spec:\n",
            "spec:\n  extensions: {a: [1,  \"2\"],   'b': yes} # as is\n"
        )
        let old = try lines(fleet, TestFleet.secret)
        try fleet.set("password", "other", for: "production")
        let new = try lines(fleet, TestFleet.secret)
        #expect(old.count == new.count)
        #expect(zip(old, new).filter { $0 != $1 }.count == 1)
        _ = try fleet.change { try $0.rekey("production") }
        try fleet.reseal()
        #expect(try zip(old, lines(fleet, TestFleet.secret)).filter { $0 != $1 }.count == 1)
    }

    @Test func `unset takes the value, its empty layer and its empty part`() throws {
        let fleet = try TestFleet()
        func unset(_ key: String, _ group: String) throws {
            try fleet.write { registry in
                let entry = try SecretStore(registry.tree).secret(.init(parsing: "payments/db"))
                try SecretEditor(registry).unset(key, for: group, in: entry)
            }
        }
        try unset("password", "production")
        #expect(try !fleet.text(TestFleet.secret).contains("for: production"))
        #expect(throws: FleetError.self) { try unset("password", "production") }
        try fleet.write { registry in
            let entry = try SecretStore(registry.tree).secret(.init(parsing: "payments/db"))
            #expect(try SecretEditor(registry).split(entry) == ["us"])
        }
        #expect(try fleet.open("us", as: fleet.keys["us"])["password"] == "mine")
        try fleet.set("more", "x", for: "us")
        #expect(try fleet.text("secrets/payments/db@us.yaml").contains("more:"))
        try unset("more", "us")
        try unset("password", "us")
        #expect(fleet.files["secrets/payments/db@us.yaml"] == nil)
    }

    @Test func `groups that overlap need a word on who wins`() throws {
        let fleet = try TestFleet()
        for name in ["us", "lab"] {
            _ = try fleet.change { try $0.label(name, set: [("tier", "x")], remove: []) }
        }
        _ = try fleet.change { try $0.addGroup("mixed", .select(TestFleet.selector("tier", "x"))) }
        let before = fleet.files
        #expect(throws: FleetError.self) { try fleet.set("password", "x", for: "mixed") }
        #expect(fleet.files == before)
        try fleet.set("password", "x", for: "mixed", wish: .after("production"))
        let groups = try fleet.document {
            try SecretStore($0.tree).secret(.init(parsing: "payments/db")).document.layers.map(
                \.group
            )
        }
        #expect(groups == ["fleet", "production", "mixed", "us"])
        #expect(try fleet.open("lab", as: fleet.keys["lab"])["password"] == "x")
        #expect(try fleet.open("us", as: fleet.keys["us"])["password"] == "mine")
        #expect(try fleet.open("eu", as: fleet.keys["eu"])["password"] == "secret")
    }
}
