internal import Documents
internal import JSON
internal import Kubernetes
internal import Reconciling
internal import Sealing

/// The custom resources of a cluster as they were seen last, and the registry that they make.
struct ResourceStore {
    /// A FleetSecret.
    struct Record {
        let bytes: [UInt8]
        let generation: Int
        let uid: String
        var version: String
        /// What its status says, as far as that is needed.
        var conditions: [StandingCondition]
        var statusDigest: Digest
    }

    private let cluster: String
    private(set) var records: [SecretName: Record] = [:]
    private var fleets: [String: [UInt8]] = [:]
    private var groups: [String: [UInt8]] = [:]
    private var clusters: [String: [UInt8]] = [:]

    init(cluster: String) { self.cluster = cluster }

    /// The source that documents of custom resources have.
    static let source = SourceID("custom-resources")

    static func id(_ name: SecretName) -> DocumentID { DocumentID(source, name.description) }

    /// Where its document would stand in a repository.
    static func file(_ name: SecretName) -> DocumentFiles.Group {
        let path = Place.secret(namespace: name.namespace, name: name.name).path()
        return DocumentFiles.Group(name: name, path: path, part: nil)
    }

    // MARK: FleetSecrets

    subscript(name: SecretName) -> Record? {
        get { records[name] }
        set { records[name] = newValue }
    }

    /// Takes a FleetSecret over; says whether its document may be another one now.
    mutating func put(_ object: Object, _ name: SecretName, _ status: ResourceStatus) -> Bool {
        let metadata = object.node["metadata"]
        let version = object.resourceVersion
        let uid = metadata?["uid"]?.string ?? ""
        let generation = metadata?["generation"]?.integer ?? 0
        let old = records[name]
        let isSame = old.map { $0.uid == uid && $0.generation == generation } ?? false
        let bytes = isSame ? old?.bytes : nil
        records[name] = Record(
            bytes: bytes ?? ResourceText.bytes(object, .fleetSecrets),
            generation: generation,
            uid: uid,
            version: version,
            conditions: status.conditions,
            statusDigest: status.digest
        )
        return !isSame
    }

    // MARK: The registry

    /// Takes a document of the registry over, or notes that it is gone; says whether that matters.
    mutating func put(_ bytes: [UInt8]?, _ kind: Resource, _ name: String) -> Bool {
        let old: [UInt8]?
        switch kind {
        case .fleets: (old, fleets[name]) = (fleets[name], bytes)
        case .fleetGroups: (old, groups[name]) = (groups[name], bytes)
        default: (old, clusters[name]) = (clusters[name], bytes)
        }
        return old != bytes
    }

    /// The names that a kind of registry documents has.
    func names(_ kind: Resource) -> [String] {
        switch kind {
        case .fleets: Array(fleets.keys)
        case .fleetGroups: Array(groups.keys)
        default: Array(clusters.keys)
        }
    }

    /// The registry as far as it concerns this cluster.
    func tree() throws(Problem) -> ResourceTree {
        guard fleets.count < 2 else {
            throw Problem(
                .clusterUnknown,
                "read the registry: there are \(fleets.count) Fleets (\(fleets.keys.sorted().joined(separator: ", "))); a cluster is in one"
            )
        }
        var tree = ResourceTree()
        tree.files[FleetDocument.path] = fleets.values.first
        for (name, bytes) in groups where clusters[name] == nil {
            tree.files[Place.group(name).path()] = bytes
        }
        if let bytes = clusters[cluster] {
            let own = groups[cluster].map { Array("---\n".utf8) + $0 } ?? []
            tree.files[Place.cluster(cluster).path()] = bytes + own
        }
        return tree
    }
}
