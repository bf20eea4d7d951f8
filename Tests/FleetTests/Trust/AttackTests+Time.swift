import Documents
import Foundation
import Sealing
import Testing
import YAML

@testable import Fleet

// MARK: Old versions put back

extension AttackTests {
    /// Does something that an operator does, then puts a file back as it was before.
    private static func rollBack(
        _ name: String,
        _ path: String,
        fails: [Victim],
        _ expected: Expected = .rolledBack,
        _ change: @escaping @Sendable (RegistryEditor) throws -> Void
    ) -> Attack {
        Attack(name, fails: fails, expected) { fleet in
            let old = try fleet.bytes(path)
            try fleet.change(change)
            try fleet.pinAll()
            try fleet.put(path, old)
        }
    }

    static let rollbacks: [Attack] = [
        rollBack(
            "a group goes back to before its key was changed",
            production,
            fails: Victim.ofGroup
        ) { _ = try $0.rekey("production") },
        rollBack("a cluster goes back to before its labels changed", us, fails: Victim.ofUs) {
            editor in
            _ = try editor.label("us", set: [("env", "staging")], remove: [])
        },
        rollBack("a cluster goes back to before its key was lost", us, fails: Victim.ofUs) {
            editor in
            _ = try editor.replaceKey(of: "us", with: mallory.key.publicKey)
        },
        rollBack("a cluster goes back to before it was revoked", us, fails: Victim.ofUs) { editor in
            _ = try editor.revokeCluster("us")
        },
        rollBack(
            "the fleet goes back to before a cluster was revoked",
            FleetDocument.path,
            fails: Victim.allCases
        ) { editor in
            _ = try editor.revokeCluster("us")
        },
        rollBack(
            "the fleet goes back to before an operator was taken out",
            FleetDocument.path,
            fails: Victim.allCases
        ) { editor in
            _ = try editor.removeOperator("bob")
        },
        rollBack("a cluster comes back from the dead", us, fails: Victim.ofUs) {
            _ = try $0.removeCluster("us")
        },
        rollBack(
            "a group comes back from the dead",
            "keys/groups/staging.yaml",
            fails: [.addCluster, .label, .sync, .addOperator, .removeOperator]
        ) { editor in
            try editor.removeGroup("staging")
        },
        Attack(
            "an operator who was taken out signs once more",
            fails: Victim.allCases,
            .unknownOperator
        ) { fleet in
            try fleet.change { _ = try $0.removeOperator("bob") }
            try fleet.pinAll()
            let text = try fleet.text(FleetDocument.path)
                .replacing("epoch: 3", with: "epoch: 4")
            try fleet.put(
                FleetDocument.path,
                fleet.signed(Array(text.utf8), FleetDocument.path, by: "bob", fleet.bob)
            )
        },
        Attack(
            "an operator who was taken out signs a group",
            fails: Victim.ofGroup.filter { $0 != .removeOperator },
            .unknownOperator
        ) { fleet in
            try fleet.change { _ = try $0.removeOperator("bob") }
            try fleet.pinAll()
            try fleet.put(
                production,
                fleet.signed(fleet.bytes(production), production, by: "bob", fleet.bob)
            )
        },
    ]
}

// MARK: Keys of clusters that vouch for one another

extension AttackTests {
    /// A key with an endorsement that another key really signed.
    static func endorsed(
        _ fleet: TestFleet,
        _ key: PublicKey,
        by before: borrowing PrivateKey,
        cluster: String = "us",
        id: String? = nil,
        created: String = "2026-11-21"
    ) -> String {
        let statement = ClusterKey.endorsementStatement(
            fleet: id ?? fleet.id,
            cluster: cluster,
            key: key,
            created: created
        )
        let signature = before.signature(over: statement).text
        return
            "{id: \(key.id), public: \(key.text), state: next, created: \"2026-11-21\", endorsed: {by: \(before.id), sig: \"\(signature)\"}}"
    }

    private static func put(_ fleet: TestFleet, _ items: String...) throws {
        let lines = items.map { "  - \($0)\n" }.joined()
        try fleet.tamper(us, "keys:\n  - {", "keys:\n\(lines)  - {")
    }

    static let endorsements: [Attack] = [
        Attack("a key vouches for itself", fails: Victim.ofUs, .keyNotEndorsed) { fleet in
            try put(fleet, endorsed(fleet, mallory.key.publicKey, by: mallory.key))
        },
        Attack("two keys vouch for one another", fails: Victim.ofUs, .keyNotEndorsed) { fleet in
            let other = PrivateKey.random()
            let first = endorsed(fleet, mallory.key.publicKey, by: other)
            try put(fleet, first, endorsed(fleet, other.publicKey, by: mallory.key))
        },
        Attack("a key of another cluster vouches", fails: Victim.ofUs, .keyNotEndorsed) { fleet in
            let eu = try #require(fleet.keys["eu"])
            try put(fleet, endorsed(fleet, mallory.key.publicKey, by: eu.key))
        },
        Attack(
            "an operator's key vouches as if it were the cluster's",
            fails: Victim.ofUs,
            .keyNotEndorsed
        ) { fleet in
            try put(fleet, endorsed(fleet, mallory.key.publicKey, by: fleet.alice.key))
        },
        Attack("an endorsement for another cluster is copied", fails: Victim.ofUs, .keyNotEndorsed)
        { fleet in
            let us = try #require(fleet.keys["us"])
            try put(fleet, endorsed(fleet, mallory.key.publicKey, by: us.key, cluster: "eu"))
        },
        Attack("an endorsement for another fleet is copied", fails: Victim.ofUs, .keyNotEndorsed) {
            fleet in
            let us = try #require(fleet.keys["us"])
            try put(
                fleet,
                endorsed(fleet, mallory.key.publicKey, by: us.key, id: "fzzzzzzzzzzzzzzzzzzzz")
            )
        },
        Attack("an endorsement for another day is copied", fails: Victim.ofUs, .keyNotEndorsed) {
            fleet in
            let us = try #require(fleet.keys["us"])
            try put(
                fleet,
                endorsed(fleet, mallory.key.publicKey, by: us.key, created: "2025-01-01")
            )
        },
        Attack("a signature that is none", fails: Victim.ofUs, .keyNotEndorsed) { fleet in
            let us = try #require(fleet.keys["us"])
            let zeros = Array(repeating: "A", count: 86).joined() + "=="
            let key = mallory.key.publicKey
            try put(
                fleet,
                "{id: \(key.id), public: \(key.text), state: next, created: \"2026-11-21\", endorsed: {by: \(us.key.id), sig: \"\(zeros)\"}}"
            )
        },
        Attack("a revoked key vouches for the next", fails: Victim.ofUs, .keyNotEndorsed) { fleet in
            try fleet.change { _ = try $0.revokeCluster("us") }
            try fleet.pinAll()
            let us = try #require(fleet.keys["us"])
            try put(fleet, endorsed(fleet, mallory.key.publicKey, by: us.key))
        },
        Attack(
            "a key under the operator's signature is made an endorsed one",
            fails: Victim.ofUs,
            .wrongSignature
        ) { fleet in
            let us = try #require(fleet.keys["us"])
            let signed = try fleet.text(Self.us)
            let start = try #require(signed.range(of: "  - {id: \(us.key.id)"))
            let line = signed[start.lowerBound...].prefix { $0 != "\n" }
            let endorsed = endorsed(fleet, us.key.publicKey, by: us.key)
            try fleet.put(Self.us, signed.replacing(line, with: "  - \(endorsed)"))
        },
    ]
}

// MARK: Commands that open and seal again

extension AttackTests {
    private static func line(_ fleet: TestFleet, _ key: String, in group: String) throws -> String {
        let entry = try fleet.document {
            try SecretStore($0.tree).secret(.init(parsing: "payments/db"))
        }
        let layer = try #require(entry.document.layer(for: group))
        return try #require(layer.value(key)).sealed.text
    }

    /// Puts a value, which an operator would seal again, at a place that it was not made for.
    private static func moved(
        _ name: String,
        _ expected: Expected = .boundElsewhere,
        _ change: @escaping @Sendable (TestFleet) throws -> Void
    ) -> Attack {
        Attack(name, fails: [.reseal], expected) { fleet in
            try fleet.change { _ = try $0.rekey("production") }
            try fleet.change { _ = try $0.rekey("us") }
            try change(fleet)
        }
    }

    static let values: [Attack] = [
        moved("a value is copied to another document") { fleet in
            let text = try fleet.text(TestFleet.secret)
                .replacing(
                    "{name: db, namespace: payments}",
                    with: "{name: other, namespace: payments}"
                )
            try fleet.put("secrets/payments/other.yaml", text)
        },
        moved("a value is copied to another namespace") { fleet in
            let text = try fleet.text(TestFleet.secret)
                .replacing("{name: db, namespace: payments}", with: "{name: db, namespace: evil}")
            try fleet.put("secrets/evil/db.yaml", text)
        },
        moved("a value is copied to another key") { fleet in
            let password = try line(fleet, "password", in: "production")
            try fleet.tamper(
                TestFleet.secret,
                "      password:\n        \(password)",
                "      shown:\n        \(password)"
            )
        },
        moved("a value is given another id") { fleet in
            let password = try line(fleet, "password", in: "production")
            let id = try SealedValue(parsing: password).id
            try fleet.tamper(TestFleet.secret, ":\(id):", ":v2222222:")
        },
        moved("a document widens its scope") { fleet in
            try fleet.tamper(TestFleet.secret, "spec:\n", "spec:\n  scope: any\n")
        },
        moved("a value is moved to another group", .keyNotHere) { fleet in
            let password = try line(fleet, "password", in: "production")
            let user = try line(fleet, "user", in: "fleet")
            try fleet.tamper(TestFleet.secret, user, password)
        },
        moved("a value says that it is sealed to another key", .notAuthentic) { fleet in
            let password = try line(fleet, "password", in: "production")
            let mine = try line(fleet, "password", in: "us")
            let (one, other) = try (SealedValue(parsing: password), SealedValue(parsing: mine))
            try fleet.tamper(
                TestFleet.secret,
                password,
                password.replacing(one.key.text, with: one.key.text).replacing(
                    one.text.split(separator: ":")[3],
                    with: other.text.split(separator: ":")[3]
                )
            )
        },
        moved("a layer is renamed to another group", .keyNotHere) { fleet in
            try fleet.tamper(TestFleet.secret, "for: production", "for: staging")
        },
        Attack("a line of a group's key is put into another group", fails: [.open], .keyring) {
            fleet in
            let id = fleet.alice.key.id.text
            let other = try fleet.document { registry in
                try #require(
                    registry.group("staging").activeKey?.sealedTo.first { $0.key.text == id }
                )
            }
            let mine = try fleet.document { registry in
                try #require(
                    registry.group("production").activeKey?.sealedTo.first { $0.key.text == id }
                )
            }
            try fleet.tamper("keys/groups/production.yaml", mine.sealed.text, other.sealed.text)
            try fleet.tamper(TestFleet.secret, "for: us", "for: lab")
        },
    ]
}
