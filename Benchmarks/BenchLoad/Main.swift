import Documents
import Fleet
import Sealing

/// Loads a whole fleet as often as told and prints how long each time took, in milliseconds.
///
///     BenchLoad REPOSITORY CONFIGURATION TIMES
///
/// Everything is read from disk, parsed, checked and its signatures verified every time.
@main
enum Main {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let times = Int(arguments[3]) else {
            print("usage: BenchLoad REPOSITORY CONFIGURATION TIMES")
            return
        }
        for _ in 0..<times {
            let clock = ContinuousClock()
            let start = clock.now
            let counts = try load(arguments[1], arguments[2])
            let registry = clock.now
            let secrets = try SecretStore(FleetFolder(around: arguments[1]).reading()).all().count
            let end = clock.now
            print(
                milliseconds(end - start),
                milliseconds(registry - start),
                counts.0,
                counts.1,
                secrets
            )
        }
    }

    private static func load(_ repository: String, _ configuration: String) throws -> (Int, Int) {
        let tree = try FleetFolder(around: repository).reading()
        let fleet = try Registry.unverifiedFleet(tree)
        guard let pin = try TrustStore(configuration: configuration).pin(of: fleet.id) else {
            throw TrustError.notPinned(fleet: fleet.name, operators: [])
        }
        let registry = Registry(tree, trust: try Trust(fleet, anchor: .pin(pin)))
        return try (registry.allClusters().count, registry.allGroups().count)
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) * 1_000 + (Double(attoseconds) / 1e13).rounded() / 100
    }
}
