import Documents
import Foundation
import Sealing
import Testing
import YAML

@testable import Fleet

/// Somebody who can write to the repository, and what each of their tries comes to.
///
/// Every command that would use what was changed has to refuse, with the reason, and to leave every
/// file as it was.
@Suite struct AttackTests {
    /// One try.
    struct Attack: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fails: [Victim]
        let expected: Expected
        let play: @Sendable (TestFleet) throws -> Void

        init(
            _ name: String,
            fails: [Victim],
            _ expected: Expected,
            play: @escaping @Sendable (TestFleet) throws -> Void
        ) {
            testDescription = name
            self.fails = fails
            self.expected = expected
            self.play = play
        }
    }

    /// Which error has to come.
    enum Expected: Sendable {
        case otherFleet, unknownOperator, wrongSignature, rolledBack, keyNotEndorsed, revokedKey
        case boundElsewhere, keyNotHere, notAuthentic, document, fleet, keyring

        func matches(_ error: any Error) -> Bool {
            switch (self, error) {
            case (.otherFleet, TrustError.otherFleet),
                (.unknownOperator, TrustError.unknownOperator),
                (.wrongSignature, TrustError.wrongSignature), (.rolledBack, TrustError.rolledBack),
                (.keyNotEndorsed, TrustError.keyNotEndorsed), (.revokedKey, TrustError.revokedKey),
                (.document, is DocumentError), (.fleet, is FleetError), (.keyring, is KeyringError):
                return true
            case (_, let error as OpeningError):
                return switch (self, error.failure) {
                case (.boundElsewhere, .boundElsewhere), (.keyNotHere, .keyNotHere),
                    (.notAuthentic, .notAuthentic):
                    true
                default: false
                }
            default: return false
            }
        }
    }

    /// A command that the attacker waits for somebody to run.
    enum Victim: Sendable, CaseIterable {
        case set, open, addCluster, label, sync, addGroup, rekey, reseal, render, addOperator
        case removeCluster, revoke, replaceKey, removeOperator, retire

        /// Those that look at the group `production`.
        static let ofGroup = allCases.filter { $0 != .addGroup && $0 != .open }
        /// Those that look at every cluster.
        static let ofClusters: [Victim] = [.sync, .addGroup, .rekey, .addOperator, .removeOperator]
        /// Those that look at the cluster `us`.
        static let ofUs =
            ofClusters + [.label, .removeCluster, .revoke, .replaceKey, .render, .open]

        func run(_ fleet: TestFleet) throws {
            let new = PrivateKey.random().publicKey
            switch self {
            case .set: try fleet.set("password", "new", for: "production")
            case .open: _ = try fleet.open("us")
            case .reseal: try fleet.reseal()
            case .sync: try fleet.sync()
            case .render: try fleet.read { _ = try ClusterView("us", $0).files() }
            default: try fleet.change { try change($0, new) }
            }
        }

        private func change(_ editor: RegistryEditor, _ new: PublicKey) throws {
            switch self {
            case .addCluster:
                _ = try editor.addCluster("new", labels: [("env", "production")], key: new)
            case .label: _ = try editor.label("us", set: [("env", "staging")], remove: [])
            case .addGroup: _ = try editor.addGroup("everybody", .all)
            case .rekey: _ = try editor.rekey("production")
            case .addOperator:
                try editor.addOperator(Operator(name: "carol", publicKey: new, opens: .all))
            case .removeCluster: _ = try editor.removeCluster("us")
            case .revoke: _ = try editor.revokeCluster("us")
            case .replaceKey: _ = try editor.replaceKey(of: "us", with: new)
            case .removeOperator: _ = try editor.removeOperator("bob")
            case .retire: _ = try editor.retire(["production"])
            case .set, .open, .reseal, .sync, .render: break
            }
        }
    }

    static let us = "keys/clusters/us.yaml"
    static let production = "keys/groups/production.yaml"
    static let mallory = HeldKey(PrivateKey.random())

    static let attacks: [Attack] =
        swaps + registryFields + moves + rollbacks + endorsements + values

    @Test(arguments: attacks)
    func `is refused, and nothing is written`(attack: Attack) throws {
        let fleet = try TestFleet()
        try fleet.pinAll()
        try attack.play(fleet)
        let before = fleet.files
        for victim in attack.fails {
            var failure: (any Error)?
            do {
                try victim.run(fleet)
            } catch {
                failure = error
            }
            guard let error = failure else {
                Issue.record("\(victim) did not fail")
                for (path, bytes) in before { try fleet.put(path, bytes) }
                continue
            }
            #expect(attack.expected.matches(error), "\(victim): \(error)")
            let after = fleet.files
            let changed = Set(after.keys).union(before.keys).filter { after[$0] != before[$0] }
            #expect(changed.isEmpty, "\(victim)")
        }
    }

    @Test(arguments: Victim.allCases)
    func `each command succeeds on a fleet that nobody touched`(victim: Victim) throws {
        let fleet = try TestFleet()
        try fleet.pinAll()
        try victim.run(fleet)
    }
}

// MARK: Keys, operators, clusters and labels put in

extension AttackTests {
    static let swaps: [Attack] = [
        Attack(
            "a group's key is swapped",
            fails: Victim.ofGroup,
            .wrongSignature
        ) { fleet in
            let old = try fleet.document { try #require($0.group("production").activeKey) }
            let text = try fleet.text(production)
                .replacing(old.publicKey.text, with: mallory.key.publicKey.text)
                .replacing("id: \(old.id)", with: "id: \(mallory.key.id)")
            try fleet.put(production, text)
        },
        Attack(
            "a group's key is swapped and signed by the attacker",
            fails: Victim.ofGroup,
            .wrongSignature
        ) { fleet in
            let old = try fleet.document { try #require($0.group("production").activeKey) }
            let text = try fleet.text(production)
                .replacing(old.publicKey.text, with: mallory.key.publicKey.text)
                .replacing("id: \(old.id)", with: "id: \(mallory.key.id)")
            try fleet.put(production, fleet.signed(Array(text.utf8), production, mallory))
        },
        Attack("a group is signed in the name of nobody", fails: Victim.ofGroup, .unknownOperator) {
            fleet in
            let bytes = try fleet.bytes(production)
            try fleet.put(production, fleet.signed(bytes, production, by: "mallory", mallory))
        },
        Attack(
            "an operator's key is swapped",
            fails: Victim.allCases,
            .wrongSignature
        ) { fleet in
            try fleet.tamper(
                FleetDocument.path,
                fleet.bob.key.publicKey.text,
                mallory.key.publicKey.text
            )
        },
        Attack("an operator puts themselves in", fails: Victim.allCases, .unknownOperator) {
            fleet in
            let bytes = try text(fleet).replacing(
                fleet.bob.key.publicKey.text,
                with: mallory.key.publicKey.text
            ).replacing("name: bob", with: "name: mallory")
            try fleet.put(
                FleetDocument.path,
                fleet.signed(Array(bytes.utf8), FleetDocument.path, by: "mallory", mallory)
            )
        },
        Attack("an operator may open more", fails: Victim.allCases, .wrongSignature) { fleet in
            try fleet.tamper(FleetDocument.path, "opens: [staging]", "opens: all")
        },
        Attack("a cluster is added", fails: Victim.ofClusters, .wrongSignature) { fleet in
            let cluster = RegistryContent.cluster(
                name: "evil",
                labels: [("env", "production")],
                groups: ["fleet", "production", "evil"],
                key: mallory.key.publicKey,
                created: TestFleet.today
            )
            let own = RegistryContent.group(
                name: "evil",
                membership: .cluster("evil"),
                key: RegistryContent.groupKey(
                    mallory.key.publicKey,
                    created: TestFleet.today,
                    lines: []
                )
            )
            let path = "keys/clusters/evil.yaml"
            try fleet.put(path, fleet.signed(YAMLWriter.file([cluster, own]), path, mallory))
        },
        Attack("a cluster's key is swapped", fails: Victim.ofUs, .wrongSignature) { fleet in
            let old = try fleet.publicKey("us")
            let text = try fleet.text(us).replacing(old.text, with: mallory.key.publicKey.text)
                .replacing("id: \(old.id)", with: "id: \(mallory.key.id)")
            try fleet.put(us, text)
        },
        Attack(
            "a second key without endorsement is put beside a cluster's",
            fails: Victim.ofUs,
            .wrongSignature
        ) { fleet in
            try fleet.tamper(
                us,
                "keys:\n  - {",
                "keys:\n  - \(item(mallory.key.publicKey, state: "next"))\n  - {"
            )
        },
    ]

    static func text(_ fleet: TestFleet) throws -> String { try fleet.text(FleetDocument.path) }
}

// MARK: Single fields of signed documents

extension AttackTests {
    static let registryFields: [Attack] = [
        Attack("a label is added", fails: Victim.ofUs, .wrongSignature) {
            try $0.tamper(us, "region: us", "region: us\n    evil: a")
        },
        Attack("a label is changed", fails: Victim.ofClusters, .wrongSignature) { fleet in
            try fleet.tamper("keys/clusters/lab.yaml", "env: staging", "env: production")
        },
        Attack("a cluster joins a group", fails: Victim.ofClusters, .wrongSignature) { fleet in
            try fleet.tamper(
                "keys/clusters/lab.yaml",
                "groups: [fleet, ",
                "groups: [fleet, production, "
            )
        },
        Attack("a cluster's epoch is raised", fails: Victim.ofUs, .wrongSignature) {
            try $0.tamper(us, "epoch: 1", "epoch: 2")
        },
        Attack("a group's epoch is raised", fails: Victim.ofGroup, .wrongSignature) { fleet in
            try fleet.tamper(production, "epoch: 1", "epoch: 9")
        },
        Attack("a group's key changes its state", fails: Victim.ofGroup, .wrongSignature) { fleet in
            try fleet.tamper(production, "state: active", "state: retired")
        },
        Attack("the day of a group's key changes", fails: Victim.ofGroup, .wrongSignature) {
            fleet in
            try fleet.tamper(production, "created: \"2026-11-21\"", "created: \"2026-11-22\"")
        },
        Attack("a group selects others", fails: Victim.ofGroup, .wrongSignature) { fleet in
            try fleet.tamper(production, "env: production", "region: lab")
        },
        Attack("a group selects all", fails: Victim.ofGroup, .wrongSignature) { fleet in
            try fleet.tamper(production, "select:\n    matchLabels: {env: production}", "all: true")
        },
        Attack(
            "a member that is due to be locked out is forgiven",
            fails: Victim.ofGroup,
            .wrongSignature
        ) { fleet in
            try fleet.change { _ = try $0.removeCluster("eu") }
            try fleet.pinAll()
            try fleet.tamper(production, "rekeyDue: [cluster.eu]", "rekeyDue: []")
        },
        Attack("an extension is added", fails: Victim.ofGroup, .wrongSignature) { fleet in
            try fleet.tamper(production, "epoch: 1", "epoch: 1\n  extensions: {a: b}")
        },
        Attack(
            "a revoked key is taken off the list",
            fails: Victim.allCases.filter { $0 != .revoke },
            .wrongSignature
        ) { fleet in
            try fleet.change { _ = try $0.revokeCluster("eu") }
            try fleet.pinAll()
            let fingerprint = try fleet.publicKey("eu").fingerprint.description
            let text = try fleet.text(FleetDocument.path)
            let line = try #require(text.split(separator: "\n").first { $0.contains(fingerprint) })
            try fleet.tamper(
                FleetDocument.path,
                fingerprint,
                line.contains("[") ? "" : mallory.key.publicKey.fingerprint.description
            )
        },
        Attack("a tombstone's day changes", fails: Victim.ofClusters, .wrongSignature) { fleet in
            try fleet.change { _ = try $0.removeCluster("eu") }
            try fleet.tamper(
                "keys/clusters/eu.yaml",
                "removed: \"2026-11-21\"",
                "removed: \"2026-11-20\""
            )
        },
    ]
}

// MARK: Signed documents put elsewhere

extension AttackTests {
    static let moves: [Attack] = [
        Attack(
            "a cluster's document is copied to another name",
            fails: Victim.ofClusters,
            .document
        ) { fleet in
            try fleet.put("keys/clusters/copy.yaml", fleet.bytes(us))
        },
        Attack(
            "a cluster's document is renamed with its file",
            fails: Victim.ofClusters,
            .wrongSignature
        ) { fleet in
            let text = try fleet.text(us).replacing("{name: us}", with: "{name: copy}")
                .replacing("cluster: us", with: "cluster: copy")
                .replacing("production, us]", with: "production, copy]")
            try fleet.put("keys/clusters/copy.yaml", text)
        },
        Attack(
            "a group's document is renamed with its file",
            fails: [
                .addCluster, .label, .sync, .addOperator, .removeCluster, .removeOperator, .revoke,
                .replaceKey,
            ],
            .wrongSignature
        ) { fleet in
            let text = try fleet.text(production).replacing(
                "{name: production}",
                with: "{name: copy}"
            )
            try fleet.put("keys/groups/copy.yaml", text)
        },
        Attack("two clusters change places", fails: Victim.ofUs, .document) { fleet in
            let eu = try fleet.bytes("keys/clusters/eu.yaml")
            try fleet.put("keys/clusters/eu.yaml", fleet.bytes(us))
            try fleet.put(us, eu)
        },
        Attack("a group of one becomes the one of another cluster", fails: Victim.ofUs, .document) {
            fleet in
            let halves = try fleet.text(us).components(separatedBy: "---\n")
            let others = try fleet.text("keys/clusters/eu.yaml").components(separatedBy: "---\n")
            try fleet.put(us, halves[0] + "---\n" + others[1])
        },
        Attack(
            "a group of one stands among the groups",
            fails: [
                .addCluster, .label, .sync, .addOperator, .removeCluster, .removeOperator, .revoke,
                .replaceKey,
            ],
            .document
        ) { fleet in
            let halves = try fleet.text(us).components(separatedBy: "---\n")
            try fleet.put("keys/groups/us.yaml", halves[1])
        },
        Attack(
            "a group of another fleet of the same operator is copied",
            fails: Victim.ofGroup,
            .wrongSignature
        ) { fleet in
            let other = try TestFleet(id: "fzzzzzzzzzzzzzzzzzzzz", alice: fleet.alice)
            try fleet.put(production, other.bytes(production))
        },
        Attack(
            "a cluster of another fleet of the same operator is copied",
            fails: Victim.ofUs,
            .wrongSignature
        ) { fleet in
            let other = try TestFleet(id: "fzzzzzzzzzzzzzzzzzzzz", alice: fleet.alice)
            try fleet.put(us, other.bytes(us))
        },
        Attack("the fleet becomes another one", fails: Victim.allCases, .otherFleet) { fleet in
            let other = try TestFleet(id: "fzzzzzzzzzzzzzzzzzzzz", alice: fleet.alice)
            for (path, bytes) in other.files { try fleet.put(path, bytes) }
        },
        Attack(
            "the fleet's id is changed back to the pinned one",
            fails: Victim.allCases,
            .wrongSignature
        ) { fleet in
            let other = try TestFleet(id: "fzzzzzzzzzzzzzzzzzzzz", alice: fleet.alice)
            let text = try other.text(FleetDocument.path).replacing(other.id, with: fleet.id)
            try fleet.put(FleetDocument.path, text)
        },
        Attack("a fleet gets another name", fails: Victim.allCases, .wrongSignature) { fleet in
            try fleet.tamper(FleetDocument.path, "{name: acme}", "{name: other}")
        },
    ]
}
