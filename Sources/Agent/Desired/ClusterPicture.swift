internal import Documents
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing

/// What a repository asks of one cluster.
struct ClusterPicture {
    let registry: ClusterRegistry
    /// The revision that was read, where the source has revisions.
    let revision: String?
    var documents: [DesiredDocument] = []
    /// Files that are no documents, such as one with the wrong ending.
    let strays: [Problem]
    /// Whether every document was read; if not, none is known to be gone.
    var isComplete = true
    private let judge: ClusterJudge
    private let tree: any FileTree
    private let groups: [String: DocumentFiles.Group]

    init(
        _ registry: ClusterRegistry,
        _ judge: ClusterJudge,
        _ tree: any FileTree,
        revision: String?,
        _ files: DocumentFiles
    ) {
        self.registry = registry
        self.judge = judge
        self.tree = tree
        self.revision = revision
        strays = files.strays
        groups = Dictionary(files.groups.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    }

    /// Opens what a document says for this cluster now.
    func open(
        _ id: DocumentID,
        _ digestKey: HeldDigestKey
    ) throws(Problem) -> HeldOpenedSecret {
        guard let group = groups[id.path] else {
            throw Problem(.sourceUnknown, "\(id.path): read file: it is not there")
        }
        do {
            let limit = DocumentFile.secretLimit + 1
            let bytes = try tree.read(group.path, limit: limit)
            let part = try group.part.map { try tree.read($0, limit: limit) }
            return try Self.open(group, bytes, part, judge, registry, digestKey)
        } catch {
            throw Problem(of: error)
        }
    }

    /// Opens what a document with its part says for the cluster of a registry.
    static func open(
        _ group: DocumentFiles.Group,
        _ bytes: [UInt8],
        _ part: [UInt8]?,
        _ judge: ClusterJudge,
        _ registry: ClusterRegistry,
        _ digestKey: HeldDigestKey
    ) throws(Problem) -> HeldOpenedSecret {
        do {
            let document = try DocumentFile.secret(bytes, at: group.path)
            let parts = try part.map { [try DocumentFile.secret($0, at: group.part ?? "")] }
            let entry = try SecretEntry(document, parts: parts ?? [])
            guard case .wanted(let desired) = judge.state(entry) else {
                throw Problem(.sourceUnknown, "\(group.path): read file: it changed meanwhile")
            }
            let opened = try OpenedSecret(
                entry,
                on: registry.cluster,
                registry: registry.registry,
                keyring: registry.keyring
            )
            let contents = contents(of: opened, desired, digestKey.key)
            return HeldOpenedSecret(opened, source: desired.source, contents: contents)
        } catch {
            throw Problem(ofOpening: error)
        }
    }

    private static func contents(
        of opened: borrowing OpenedSecret,
        _ secret: DesiredSecret,
        _ digestKey: borrowing DigestKey
    ) -> ContentDigest {
        digestKey.contents(of: secret.name, type: secret.type) { input in
            for item in opened.items {
                input.append(item.key)
                input.append(opened.value(item))
            }
        }
    }
}
