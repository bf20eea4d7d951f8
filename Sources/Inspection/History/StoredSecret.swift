internal import Documents
internal import Git
internal import Sealing
internal import YAML

/// What a Secret's files said at one commit.
struct StoredSecret: Sendable {
    /// Where a value stands.
    struct Place: Hashable, Sendable {
        let group: String
        let key: String
    }

    private(set) var values: [Place: SealedValue] = [:]
    /// Keys that layers take away.
    private(set) var removals: Set<Place> = []
    /// Groups of the document's layers, in order.
    private(set) var layers: [String] = []
    /// The canonical bytes of everything beside the layers, by field.
    private(set) var settings: [String: [UInt8]] = [:]
    /// Files that this version of fleetseal cannot read.
    private(set) var unreadable: [String] = []

    init(_ documents: [(path: String, document: SecretDocument?)]) {
        for (path, document) in documents {
            guard let document else {
                unreadable.append(path)
                continue
            }
            for layer in document.layers {
                for value in layer.values {
                    values[Place(group: layer.group, key: value.key)] = value.sealed
                }
                removals.formUnion(layer.remove.map { Place(group: layer.group, key: $0) })
            }
            guard document.part == nil else { continue }
            layers = document.layers.map(\.group)
            for entry in document.spec.entries where !entry.key.equals("layers") {
                let name = entry.key.text
                settings[name] = Canonical.encode(document.spec, keeping: { $0 == name })
            }
        }
    }
}

/// Reads a Secret as it was at any commit; equal states are read once.
final class StoredSecretReader {
    private let repository: Repository
    private var known: [[SecretLocator.Location]: StoredSecret] = [:]

    init(_ repository: Repository) {
        self.repository = repository
    }

    func read(_ locations: [SecretLocator.Location]) throws -> StoredSecret {
        if let secret = known[locations] { return secret }
        let secret = StoredSecret(
            try locations.map { location in
                let bytes = try repository.content(
                    location.content,
                    limit: DocumentFile.secretLimit
                )
                // Another format, or a mistake of that day: the log says so and goes on.
                let document = bytes.flatMap {
                    try? DocumentFile.secret($0, at: location.path)
                }
                return (location.path, document)
            }
        )
        known[locations] = secret
        return secret
    }
}
