import CommandLine
import Documents
import Files
import Fleet
import Rotation
import Sealing

// Plays the agents of all clusters of a fleet that BenchFleet made, once: each does what the registry
// asks of its key and publishes to a file.
//
//     BenchAgents FOLDER OUT
@main
struct Main {
    static func main() throws {
        let arguments = Swift.CommandLine.arguments
        let (folder, out) = (arguments[1], arguments[2])
        let tree = try FleetFolder(around: folder + "/repository").reading()
        let fleet = try Registry.unverifiedFleet(tree)
        let anchor = TrustAnchor.pin(Pin(of: fleet))
        let registry = Registry(tree, trust: try Trust(fleet, anchor: anchor))
        for entry in try registry.allClusters() {
            let name = entry.cluster.name
            let publication = try publish(name, entry, registry, folder)
            try UserFile.write(
                "\(out)/\(name)",
                Array(publication.text.utf8),
                mode: 0o644,
                mustNotExist: false
            )
        }
    }

    private static func publish(
        _ name: String,
        _ entry: ClusterEntry,
        _ registry: Registry,
        _ folder: String
    ) throws -> Publication {
        let text = try SecretFile.read("\(folder)/clusters/\(name).key", limit: 4_096)
        let active = HeldKey(try IdentityFile(parsing: text.bytes).key())
        let keyring = Keyring(active, trust: registry.trust)
        let believed = KeyRotation.Believed(registry, keyring, entry.cluster)
        let asked = KeyRotation(active: active, next: nil, others: [], believed).step()
        let next = asked == .make ? HeldKey(PrivateKey.random()) : nil
        let origin = Publication.Origin(cluster: name, kubeSystem: nil, instance: "bench")
        let publication = KeyRotation(active: active, next: next, others: [], believed)
            .publication(after: nil, from: origin, today: Today.utc())
        guard let publication else { throw FleetError("nothing is published") }
        return publication
    }
}
