import Testing
import YAML

@testable import Inspection

@Suite struct PlantedFaultTests {
    @Test(arguments: Fault.all)
    func `a fault is found at its place, and nothing else is`(fault: Fault) throws {
        let (findings, fleet) = try fault.found()
        let line = try fault.marker.map {
            try fleet.line(of: $0, in: fault.path, occurrence: fault.occurrence)
        }
        #expect(findings.count == 1, "\(findings)")
        let finding = try #require(findings.first)
        #expect(finding.code == fault.code, "\(finding)")
        #expect(finding.path == fault.path, "\(finding)")
        #expect(finding.position?.line == line, "\(finding)")
        #expect(!finding.hint.isEmpty)
        #expect(finding.message.first?.isUppercase == false || finding.message.hasPrefix("a "))
    }

    @Test func `every code has a fault, and there are sixty of them`() {
        let missing = Set(FindingCode.allCases).subtracting(Fault.all.map(\.code))
        #expect(missing == [], "\(missing)")
        #expect(Fault.all.count >= 60)
        #expect(Set(Fault.all.map(\.testDescription)).count == Fault.all.count)
    }
}
