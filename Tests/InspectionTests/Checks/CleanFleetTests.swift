import Foundation
import Sealing
import Testing

@testable import Inspection

@Suite struct CleanFleetTests {
    @Test func `nothing is found in a clean fleet`() throws {
        let fleet = try PlantedFleet.clean.get()
        #expect(try fleet.findings() == [])
        #expect(try fleet.findings(base: fleet) == [])
        #expect(try fleet.findings(identity: fleet.alice) == [])
        #expect(try fleet.findings(identity: fleet.clusters["lab"]) == [])
    }

    @Test func `a rendered folder that is up to date is no fault`() throws {
        var fleet = try PlantedFleet.clean.get()
        for name in ["eu", "us", "lab"] { try fleet.render(name) }
        #expect(try fleet.findings() == [])
        #expect(try fleet.findings(base: PlantedFleet.clean.get()) == [])
    }

    private static let eu = PlantedFleet.cluster("eu")

    /// A fleet whose cluster `eu` was rotated once.
    private static func rotated() throws -> PlantedFleet {
        var fleet = try PlantedFleet.clean.get()
        try fleet.replace(
            eu,
            "  signature:",
            "  publication: {instance: i, counter: 7, digest: d}\n  signature:"
        )
        return fleet
    }

    @Test func `a cluster that was rotated can be taken out`() throws {
        let base = try Self.rotated()
        var fleet = base
        let text = try fleet.text(Self.eu)
        let documents = text.components(separatedBy: "\n---\n").map { document in
            let head = document.components(separatedBy: "\nspec:\n")[0]
            let end = document.components(separatedBy: "\n  signature:").last ?? ""
            return head
                + "\nspec:\n  removed: \"2026-11-21\"\n  epoch: 9\n  signature:" + end
        }
        fleet.put(Self.eu, documents.joined(separator: "\n---\n"))
        try fleet.sign(Self.eu)
        let codes = Set(try fleet.findings(base: base).map(\.code))
        #expect(codes.isDisjoint(with: [.basePublicationLower, .signatureInvalid, .schemaInvalid]))
    }

    @Test func `a cluster that was rotated can be given a key anew`() throws {
        let base = try Self.rotated()
        var fleet = try PlantedFleet.clean.get()
        let old = try fleet.publicKey("eu")
        let new = HeldKey(PrivateKey.random()).key.publicKey
        try fleet.replace(Self.eu, "public: \(old.text)", "public: \(new.text)")
        try fleet.replace(Self.eu, "{id: \(old.id)", "{id: \(new.id)")
        try fleet.sign(Self.eu)
        let codes = Set(try fleet.findings(base: base).map(\.code))
        #expect(!codes.contains(.basePublicationLower))
        // As long as nobody signs another key, it is one that was lost.
        var lost = try PlantedFleet.clean.get()
        try lost.sign(Self.eu)
        #expect(try lost.findings(base: base).map(\.code) == [.basePublicationLower])
    }
}
