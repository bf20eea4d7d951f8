import Documents
import Sealing
import Testing

@testable import Fleet

@Suite struct ClusterViewTests {
    private func render(_ cluster: String, _ fleet: TestFleet) throws -> [String: [UInt8]] {
        try fleet.read { registry in
            let files = try ClusterView(cluster, registry).files()
            #expect(
                files.map(\.path)
                    == files.map(\.path).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            )
            return Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) })
        }
    }

    @Test(arguments: ["us", "eu", "lab"], [false, true])
    func `the rendered copy is believed and gives the cluster the same`(
        cluster: String,
        isSplit: Bool
    ) throws {
        let fleet = try TestFleet()
        if isSplit {
            try fleet.write { registry in
                let entry = try SecretStore(registry.tree).secret(.init(parsing: "payments/db"))
                _ = try SecretEditor(registry).split(entry)
            }
        }
        let files = try render(cluster, fleet)
        #expect(try render(cluster, fleet) == files)
        let wanted = try fleet.open(cluster, as: fleet.keys[cluster])
        let others = ["us", "eu", "lab"].filter { $0 != cluster }
        for (path, bytes) in files {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!path.contains("@"))
            #expect(!text.contains("operator.alice/"))
            for other in others {
                #expect(
                    !text.contains("cluster.\(other)/") && !text.contains("for: \(other)\n"),
                    "\(path)"
                )
            }
        }
        for path in fleet.files.keys { try fleet.remove(path) }
        for (path, bytes) in files { try fleet.put(path, bytes) }
        #expect(try fleet.open(cluster, as: fleet.keys[cluster]) == wanted)
        try fleet.pinAll()
        #expect(try render(cluster, fleet) == files)
    }

    @Test func `a secret without a layer for the cluster is left out`() throws {
        let fleet = try TestFleet()
        try fleet.set("a", "b", for: "us", in: "payments/only")
        #expect(try render("us", fleet)["secrets/payments/only.yaml"] != nil)
        #expect(try render("eu", fleet)["secrets/payments/only.yaml"] == nil)
        #expect(throws: FleetError.self) { try render("nobody", fleet) }
    }
}
