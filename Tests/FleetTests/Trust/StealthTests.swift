import Documents
import Files
import Foundation
import Sealing
import TestSupport
import Testing
import YAML

@testable import Fleet

/// Tries that change only what no signature covers, or that take files away.
@Suite struct StealthTests {
    static let production = "keys/groups/production.yaml"

    /// Takes every line of a member out of a file.
    private func hide(_ member: String, in path: String, _ fleet: TestFleet) throws {
        let lines = try fleet.text(path).components(separatedBy: "\n")
        let left = lines.filter { !$0.contains("\(member)/") }
        try #require(left.count < lines.count)
        try fleet.put(path, left.joined(separator: "\n"))
    }

    private func due(_ group: String, _ fleet: TestFleet) throws -> [String] {
        try fleet.document { try #require($0.group(group).activeKey).rekeyDue.map(\.text) }
    }

    @Test func `a cluster that hid its line is still locked out when it is removed`() throws {
        let fleet = try TestFleet()
        try hide("cluster.us", in: Self.production, fleet)
        let due = try fleet.change { try $0.removeCluster("us").due }
        #expect(due == ["fleet", "production"])
        #expect(try self.due("production", fleet) == ["cluster.us"])
    }

    @Test func `a cluster that hid its lines is still locked out when it is revoked`() throws {
        let fleet = try TestFleet()
        try hide("cluster.us", in: Self.production, fleet)
        try hide("cluster.us", in: "keys/clusters/us.yaml", fleet)
        let due = try fleet.change { try $0.revokeCluster("us") }
        #expect(due == ["fleet", "production", "us"])
        #expect(try self.due("production", fleet) == ["cluster.us"])
        #expect(try self.due("us", fleet) == ["cluster.us"])
    }

    @Test func `a cluster that hid its line is still locked out when its labels change`() throws {
        let fleet = try TestFleet()
        try hide("cluster.us", in: Self.production, fleet)
        _ = try fleet.change { try $0.label("us", set: [("env", "staging")], remove: []) }
        #expect(try due("production", fleet) == ["cluster.us"])
        #expect(try due("fleet", fleet).isEmpty)
    }

    @Test func `a cluster that hid its line is still locked out by a sync`() throws {
        let fleet = try TestFleet()
        // Labels that an operator signed by hand, while the groups stayed as they were.
        let path = "keys/clusters/us.yaml"
        let text = try fleet.text(path).replacing("env: production", with: "env: staging")
            .replacing("epoch: 1", with: "epoch: 2")
        try fleet.put(path, fleet.signed(Array(text.utf8), path))
        try hide("cluster.us", in: Self.production, fleet)
        try fleet.sync()
        #expect(try due("production", fleet) == ["cluster.us"])
        #expect(
            try fleet.document { try $0.cluster("us").cluster.groups } == [
                "fleet", "staging", "us",
            ]
        )
    }

    @Test func `an operator who hid the line is still locked out`() throws {
        let fleet = try TestFleet()
        try hide("operator.bob", in: "keys/groups/staging.yaml", fleet)
        #expect(try fleet.change { try $0.removeOperator("bob").due } == ["staging"])
        #expect(try due("staging", fleet) == ["operator.bob"])
    }

    @Test func `one who was locked out and removed later is not named again`() throws {
        let fleet = try TestFleet()
        _ = try fleet.change { try $0.revokeCluster("us") }
        _ = try fleet.change { try $0.rekey("production") }
        #expect(try fleet.change { try $0.removeCluster("us").due } == [])
        #expect(try due("production", fleet).isEmpty)
    }

    @Test func `lines for strangers are taken out and the group is due`() throws {
        let fleet = try TestFleet()
        let stranger = PrivateKey.random()
        let line = SealedGroupKey.seal(
            PrivateKey.random(),
            fleet: fleet.id,
            group: "production",
            to: stranger.publicKey
        )
        try fleet.tamper(
            Self.production,
            "sealedTo:",
            "sealedTo:\n      cluster.evil/\(stranger.id): \(line.text)"
        )
        try fleet.sync()
        #expect(try !fleet.text(Self.production).contains("cluster.evil/"))
        #expect(try due("production", fleet) == ["cluster.evil"])
    }

    @Test(arguments: ["keys/clusters/us.yaml", "keys/groups/staging.yaml"])
    func `a name whose tombstone was deleted is not given again`(path: String) throws {
        let fleet = try TestFleet()
        if path.contains("groups") {
            try fleet.change { try $0.removeGroup("staging") }
        } else {
            _ = try fleet.change { try $0.removeCluster("us") }
        }
        try fleet.pinAll()
        try fleet.remove(path)
        let name = path.contains("groups") ? "staging" : "us"
        let error = #expect(throws: FleetError.self) {
            try fleet.change { editor in
                _ = try editor.addCluster(name, labels: [], key: PrivateKey.random().publicKey)
            }
        }
        #expect(error?.description.contains("its file is gone") == true)
        #expect(throws: FleetError.self) { try fleet.change { _ = try $0.addGroup(name, .all) } }
    }

    @Test func `a group whose file was deleted does not silently lose its members`() throws {
        let fleet = try TestFleet()
        try fleet.remove(Self.production)
        let before = fleet.files
        let error = #expect(throws: FleetError.self) { try fleet.sync() }
        #expect(error?.description == "sync: cluster eu is in group production, whose file is gone")
        #expect(fleet.files == before)
    }

    @Test func `revoking a cluster with an endorsed key leaves the fleet usable`() throws {
        let fleet = try TestFleet()
        let next = PrivateKey.random()
        let us = try #require(fleet.keys["us"])
        let item = AttackTests.endorsed(fleet, next.publicKey, by: us.key)
        try fleet.tamper("keys/clusters/us.yaml", "keys:\n  - {", "keys:\n  - \(item)\n  - {")
        try fleet.sync()
        #expect(try fleet.text(Self.production).contains("cluster.us/\(next.id)"))
        _ = try fleet.change { try $0.revokeCluster("us") }
        #expect(try !fleet.text(Self.production).contains("cluster.us/"))
        try fleet.pinAll()
        _ = try fleet.change { try $0.rekey("production") }
        _ = try fleet.change { try $0.replaceKey(of: "us", with: PrivateKey.random().publicKey) }
        _ = try fleet.change { try $0.removeCluster("us") }
    }

    @Test func `a revoked key is not sealed to whatever its state says`() throws {
        let fleet = try TestFleet()
        _ = try fleet.change { try $0.revokeCluster("us") }
        try fleet.tamper("keys/clusters/us.yaml", "state: revoked", "state: active")
        try fleet.sync()
        _ = try fleet.change { try $0.rekey("production") }
        #expect(try !fleet.text(Self.production).contains("cluster.us/"))
    }

    @Test func `the fleet's file is signed as it was read, or not at all`() throws {
        let fleet = try TestFleet()
        let evil = PrivateKey.random().publicKey
        let between = try fleet.text(FleetDocument.path)
            .replacing(fleet.bob.key.publicKey.text, with: evil.text)
        #expect(throws: FileError.self) {
            try fleet.change { editor in
                try fleet.put(FleetDocument.path, between)
                _ = try editor.revokeCluster("us")
            }
        }
        #expect(try fleet.text(FleetDocument.path) == between)
        try #require(between.contains(evil.text))
    }

    @Test(arguments: ["keys/groups/production.yaml", "keys/clusters/us.yaml"])
    func `a file of the registry is signed as it was verified, or not at all`(path: String) throws {
        let fleet = try TestFleet()
        let evil = PrivateKey.random().publicKey
        let between = try fleet.text(path).replacing("2026-11-21", with: "2026-11-20")
        #expect(throws: FileError.self) {
            try fleet.change { editor in
                _ = try (editor.registry.allClusters(), editor.registry.allGroups())
                try fleet.put(path, between)
                _ = try editor.replaceKey(of: "us", with: evil)
                _ = try editor.rekey("production")
            }
        }
        #expect(try fleet.text(path) == between)
    }
}
