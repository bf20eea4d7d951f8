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
}
