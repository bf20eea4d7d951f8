internal import Documents
internal import Files
internal import Fleet
internal import Git
internal import Sealing

/// The two passes over a history: which keys could be opened, then what was sealed to them.
struct ExposureScan {
    private let stored: StoredBlobs
    private let repository: Repository
    private(set) var strays: [Exposure.Stray] = []
    /// Files that were too long to be looked at.
    private(set) var skipped = 0
    /// Files of the registry that this version of fleetseal cannot read.
    private(set) var unreadable: [Exposure.Stray] = []

    /// Files of a history that are held in memory at one time.
    private static let batch = 4_096

    init(_ stored: StoredBlobs, _ repository: Repository) {
        self.stored = stored
        self.repository = repository
    }

    /// What one file of the registry says; read on any thread, learnt in order.
    private enum RegistryFile: Sendable {
        case fleet(FleetDocument)
        case cluster(ClusterDocument, own: GroupDocument)
        case group(GroupDocument)
    }

    /// Everything that any commit's registry said.
    mutating func registry() throws -> RegistryHistory {
        var history = RegistryHistory()
        var unreadable: [Exposure.Stray] = []
        let commits = stored.commits
        let files = stored.blobs.compactMap { blob in
            Self.registryPath(blob.path).map { (blob: blob, path: $0) }
        }
        try inBatches(files, \.blob.content) { file, bytes in
            Self.registryFile(bytes, file.path)
        } take: { file, document in
            switch document {
            case .fleet(let fleet): history.learn(fleet)
            case .cluster(let cluster, let own):
                history.learn(cluster)
                history.learn(own)
            case .group(let group): history.learn(group)
            case nil:
                unreadable.append(
                    Exposure.Stray(path: file.blob.path, commit: commits[file.blob.since])
                )
            }
        }
        self.unreadable = unreadable
        return history
    }

    /// A value of one file that is sealed to an openable key.
    private struct Hit: Sendable {
        let value: Exposure.Value
        let key: KeyID
    }

    private enum FileHits: Sendable {
        case document([Hit])
        case stray
    }

    /// A key that a value is sealed to, and the index of the oldest commit that has it.
    typealias Sighting = (key: KeyID, since: Int)

    /// Every value that is sealed to one of these keys.
    mutating func values(
        sealedTo openable: Set<Exposure.OpenedKey>
    ) throws -> [Exposure.Value: Sighting] {
        guard !openable.isEmpty else { return [:] }
        let ids = Set(openable.map(\.key))
        var seen: [Exposure.Value: Sighting] = [:]
        var strays: [Exposure.Stray] = []
        let stored = stored
        try inBatches(stored.blobs, \.content) { blob, bytes in
            SealedTexts.mention(ids, in: bytes)
                ? Self.hits(bytes, at: blob.path, openable) : .document([])
        } take: { blob, found in
            switch found {
            case .document(let hits):
                for hit in hits where seen[hit.value] == nil {
                    seen[hit.value] = (hit.key, blob.since)
                }
            case .stray:
                strays.append(
                    Exposure.Stray(path: blob.path, commit: stored.commits[blob.since])
                )
            }
        }
        self.strays = strays
        return seen
    }

    private static func hits(
        _ bytes: [UInt8],
        at path: String,
        _ openable: Set<Exposure.OpenedKey>
    ) -> FileHits {
        guard let document = try? DocumentFile.secret(bytes, at: documentPath(path)) else {
            return .stray
        }
        let title = SecretStore.Title(namespace: document.namespace, name: document.name)
        var hits: [Hit] = []
        for layer in document.layers {
            for value in layer.values {
                let key = Exposure.OpenedKey(group: layer.group, key: value.sealed.key)
                guard openable.contains(key) else { continue }
                hits.append(
                    Hit(
                        value: Exposure.Value(
                            title: title,
                            key: value.key,
                            group: layer.group,
                            version: value.sealed.id
                        ),
                        key: value.sealed.key
                    )
                )
            }
        }
        return .document(hits)
    }

    /// Reads contents one after the other, looks at them on all cores, and takes the results in
    /// order.
    private mutating func inBatches<Item: Sendable, Output: Sendable>(
        _ items: [Item],
        _ content: (Item) -> ObjectID,
        _ body: @escaping @Sendable (Item, [UInt8]) -> Output,
        take: (Item, Output) -> Void
    ) throws {
        var start = 0
        while start < items.count {
            let end = min(start + Self.batch, items.count)
            var batch: [(item: Item, bytes: [UInt8])] = []
            for item in items[start..<end] {
                guard
                    let bytes = try repository.content(
                        content(item),
                        limit: DocumentFile.registryLimit
                    )
                else {
                    skipped += 1
                    continue
                }
                batch.append((item, bytes))
            }
            let outputs = Workers.map(batch) { body($0.item, $0.bytes) }
            for (entry, output) in zip(batch, outputs) { take(entry.item, output) }
            start = end
        }
    }

    private static func registryFile(_ bytes: [UInt8], _ path: String) -> RegistryFile? {
        if path == FleetDocument.path {
            return (try? DocumentFile.fleet(bytes)).map { .fleet($0) }
        }
        if path.hasPrefix(Place.clusters + "/") {
            return (try? DocumentFile.cluster(bytes, at: path)).map { .cluster($0, own: $1) }
        }
        return (try? DocumentFile.group(bytes, at: path)).map { .group($0) }
    }

    /// The path as it would be at the root of a fleet: registries were moved, or rendered.
    private static func registryPath(_ path: String) -> String? {
        let parts = path.split(separator: "/")
        if parts.last == "fleetseal.yaml" { return FleetDocument.path }
        let tail = parts.suffix(3).joined(separator: "/")
        guard tail.hasSuffix(".yaml"),
            tail.hasPrefix(Place.clusters + "/") || tail.hasPrefix(Place.groups + "/")
        else { return nil }
        return tail
    }

    /// The same for a secret.
    private static func documentPath(_ path: String) -> String {
        let tail = path.split(separator: "/").suffix(2)
        return tail.count == 2 ? "secrets/" + tail.joined(separator: "/") : path
    }
}
