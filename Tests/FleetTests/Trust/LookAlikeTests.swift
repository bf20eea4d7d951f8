import Documents
import Foundation
import Sealing
import Testing
import YAML

@testable import Fleet

/// Names that Swift's strings or readers of paths might take for others.
@Suite struct LookAlikeTests {
    @Test(arguments: ["\u{301}us", "us\u{200B}", "u\u{455}", "US", "us\u{301}"])
    func `a cluster's file under a name that looks alike is refused`(name: String) throws {
        let fleet = try TestFleet()
        try fleet.put("keys/clusters/\(name).yaml", fleet.bytes("keys/clusters/us.yaml"))
        #expect(throws: DocumentError.self) { try fleet.read { _ = try $0.allClusters() } }
    }

    @Test func `a member line whose slash has a mark is refused at its place`() throws {
        let fleet = try TestFleet()
        let path = "keys/groups/production.yaml"
        try fleet.tamper(path, "cluster.us/", "cluster.us/\u{308}")
        let error = #expect(throws: DocumentError.self) {
            try fleet.read { _ = try $0.group("production") }
        }
        let line = try fleet.text(path).components(separatedBy: "\n").firstIndex {
            $0.contains("\u{308}")
        }
        #expect(error?.position?.line == line.map { $0 + 1 })
        #expect(error?.message.contains("is not a member") == true)
    }

    @Test func `a secret below a folder with an at sign is listed`() throws {
        let fleet = try TestFleet()
        let text = try fleet.text(TestFleet.secret)
        try fleet.remove(TestFleet.secret)
        try fleet.put("secrets/team@a/payments/db.yaml", text)
        try fleet.read { (registry) throws in
            let store = SecretStore(registry.tree)
            #expect(try store.titles().map(\.description) == ["payments/db"])
            #expect(try store.all().map(\.title) == ["payments/db"])
            #expect(try store.secretIfAny(.init(parsing: "payments/db")) != nil)
        }
    }

    @Test(arguments: ["secrets/payments/payments", "secrets/other/payments"])
    func `a part that is not beside its document is refused however it is looked up`(folder: String)
        throws
    {
        let fleet = try TestFleet()
        try fleet.write { registry in
            let entry = try SecretStore(registry.tree).secret(.init(parsing: "payments/db"))
            _ = try SecretEditor(registry).split(entry)
        }
        try fleet.put("\(folder)/db@us.yaml", fleet.bytes("secrets/payments/db@us.yaml"))
        try fleet.remove("secrets/payments/db@us.yaml")
        try fleet.read { (registry) throws in
            let store = SecretStore(registry.tree)
            #expect(throws: DocumentError.self) { try store.all() }
            #expect(throws: DocumentError.self) { try store.secret(.init(parsing: "payments/db")) }
        }
    }

    @Test func `a part in a folder that only looks the same is refused`() throws {
        let fleet = try TestFleet()
        try fleet.write { registry in
            let entry = try SecretStore(registry.tree).secret(.init(parsing: "payments/db"))
            _ = try SecretEditor(registry).split(entry)
        }
        let (document, part) = try (
            fleet.bytes(TestFleet.secret), fleet.bytes("secrets/payments/db@us.yaml")
        )
        try fleet.remove("secrets")
        try fleet.put("secrets/\u{E9}/payments/db.yaml", document)
        try fleet.put("secrets/e\u{301}/payments/db@us.yaml", part)
        try fleet.read { (registry) throws in
            let store = SecretStore(registry.tree)
            #expect(throws: DocumentError.self) { try store.all() }
            #expect(throws: DocumentError.self) { try store.secret(.init(parsing: "payments/db")) }
        }
    }

    @Test func `one secret in two folders is refused however it is looked up`() throws {
        let fleet = try TestFleet()
        try fleet.put("secrets/again/payments/db.yaml", fleet.bytes(TestFleet.secret))
        try fleet.read { (registry) throws in
            let store = SecretStore(registry.tree)
            #expect(throws: DocumentError.self) { try store.all() }
            #expect(throws: FleetError.self) { try store.secret(.init(parsing: "payments/db")) }
        }
    }

    @Test(arguments: [
        "secrets/payments/db.yml", "secrets/fleetseal.yaml", "keys/groups/x.yml",
        "keys/clusters/x.yml",
    ])
    func `what would be overlooked is refused`(path: String) throws {
        let fleet = try TestFleet()
        try fleet.put(path, fleet.bytes(FleetDocument.path))
        #expect(throws: DocumentError.self) {
            try fleet.read { (registry) throws in
                _ = try (
                    registry.allClusters(), registry.allGroups(), SecretStore(registry.tree).all()
                )
            }
        }
    }

    @Test(arguments: [
        "keys/groups/production.yaml", "keys/clusters/us.yaml", TestFleet.secret, "keys", "secrets",
    ])
    func `links are not followed`(path: String) throws {
        let fleet = try TestFleet()
        let other = try TestFleet()
        try fleet.remove(path)
        try FileManager.default.createSymbolicLink(
            atPath: fleet.root + "/" + path,
            withDestinationPath: other.root + "/" + path
        )
        #expect(throws: (any Error).self) {
            try fleet.read { (registry) throws in
                _ = try registry.group("production")
                _ = try registry.cluster("us")
                _ = try SecretStore(registry.tree).all()
                _ = try registry.allClusters()
            }
        }
    }
}
