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
}
