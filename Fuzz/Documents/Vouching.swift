import Documents
import Fleet
import Sealing
import YAML

/// A fleet of our own, so that what a fuzzer writes can be signed and judged.
enum Vouching {
    static let fleet = "ffuzzingfuzzingfuzzin"
    static let cluster: ClusterDocument = {
        let content = RegistryContent.cluster(
            name: "eu",
            labels: [("env", "production")],
            groups: ["fleet", "production", "eu"],
            key: key.key.publicKey,
            created: "2026-01-01"
        )
        let own = RegistryContent.group(
            name: "eu",
            membership: .cluster("eu"),
            key: RegistryContent.groupKey(key.key.publicKey, created: "2026-01-01", lines: [])
        )
        let path = "keys/clusters/eu.yaml"
        guard
            let bytes = try? signer(of: fleet).signed(YAMLWriter.file([content, own]), path: path),
            let entry = try? DocumentFile.cluster(bytes, at: path)
        else { preconditionFailure("our own cluster cannot be read") }
        return entry.cluster
    }()

    static let trust: Trust = {
        let me = Operator(name: name, publicKey: key.key.publicKey, opens: .all)
        let content = RegistryContent.fleet(name: "acme", id: fleet, operators: [me])
        guard
            let bytes = try? signer(of: fleet).signed(
                YAMLWriter.file([content]),
                path: FleetDocument.path
            ),
            let document = try? DocumentFile.fleet(bytes),
            let trust = try? Trust(document, anchor: .pin(pin(of: fleet)))
        else { preconditionFailure("our own fleet is not believed") }
        return trust
    }()

    private static let name = "alice"
    private static let key = HeldKey(PrivateKey.random())

    /// Who signs for the fleet of this id.
    static func signer(of fleet: String) -> Signer { Signer(name: name, key: key, fleet: fleet) }

    /// Trust in nobody but that signer.
    static func pin(of fleet: String) -> Pin {
        Pin(fleet: fleet, name: "acme", operators: [name: key.key.publicKey])
    }
}
