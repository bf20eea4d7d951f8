import Sealing
import Testing

@testable import Inspection

/// One mistake in a clean fleet, and the one finding that it must make.
struct Fault: Sendable, CustomTestStringConvertible {
    typealias Change = @Sendable (inout PlantedFleet) throws -> Void

    let code: FindingCode
    let name: String
    let path: String
    /// A text in the line that the finding is for; absent where it is for the file as a whole.
    let marker: String?
    /// Which place of the text.
    let occurrence: Int
    /// What the state to compare with has besides the clean fleet; absent without a comparison.
    let base: Change?
    let opens: Bool
    let plant: Change

    init(
        _ code: FindingCode,
        _ name: String,
        _ path: String,
        _ marker: String?,
        occurrence: Int = 1,
        base: Change? = nil,
        opens: Bool = false,
        plant: @escaping Change
    ) {
        self.code = code
        self.name = name
        self.path = path
        self.marker = marker
        self.occurrence = occurrence
        self.base = base
        self.opens = opens
        self.plant = plant
    }

    var testDescription: String { "\(code.rawValue): \(name)" }

    static let all = files + trust + registry + layers + documents + plaintext + comparisons

    /// What a check of the faulty fleet finds, and the fleet.
    func found() throws -> (findings: [Finding], fleet: PlantedFleet) {
        var fleet = try PlantedFleet.clean.get()
        var before = fleet
        try base?(&before)
        try plant(&fleet)
        let findings = try fleet.findings(
            base: base == nil ? nil : before,
            identity: opens ? fleet.alice : nil
        )
        return (findings, fleet)
    }
}
