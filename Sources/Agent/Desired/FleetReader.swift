internal import Documents
internal import Files
internal import Fleet
internal import Reconciling
internal import Sealing

/// Reads a fleet's repository for one cluster: the registry, judged by the pin, and the documents.
///
/// It keeps what it made of a document for as long as the bytes of its files and of the registry stay
/// the same, and none of the documents themselves: ten thousand of them parsed would fill the memory.
final class FleetReader {
    private let cluster: String
    private let source: SourceID
    private let anchor: TrustAnchor
    private var registryMark: Digest?
    private var known: [String: Known] = [:]

    /// What was made of a document, and of which bytes.
    private struct Known {
        let bytes: Digest
        let document: DesiredDocument
    }

    init(cluster: String, source: SourceID, anchor: TrustAnchor) {
        self.cluster = cluster
        self.source = source
        self.anchor = anchor
    }

    /// Reads the tree as it is now.
    ///
    /// Fails where nothing can be said about any document; then nothing is touched.
    func read(
        _ tree: any FileTree,
        pin: Pin?,
        keys: ClusterKeys
    ) throws(Problem) -> ClusterPicture {
        let registry = try ClusterRegistry(
            WorkTree(tree),
            cluster: cluster,
            anchor: anchor,
            pin: pin,
            keys: keys
        )
        if registry.mark != registryMark {
            known = [:]
            registryMark = registry.mark
        }
        let files = try DocumentFiles(tree, cluster: cluster)
        var picture = ClusterPicture(registry, tree, files)
        let judge = ClusterJudge(registry, source: source)
        let seen = known
        let results = Workers.map(files.groups) { group in
            Self.read(group, tree, judge, seen[group.path])
        }
        known.removeAll(keepingCapacity: true)
        for result in results {
            switch result {
            case .read(let document, let bytes):
                known[document.id.path] = Known(bytes: bytes, document: document)
                picture.documents.append(document)
            case .failed(let document):
                // Nobody knows what it says, so nothing may be concluded from what is not there.
                picture.isComplete = false
                picture.documents.append(document)
            }
        }
        return picture
    }

    private enum Result: Sendable {
        case read(DesiredDocument, Digest)
        case failed(DesiredDocument)
    }

    private static func read(
        _ group: DocumentFiles.Group,
        _ tree: any FileTree,
        _ judge: ClusterJudge,
        _ known: Known?
    ) -> Result {
        do throws(FileError) {
            let bytes = try tree.read(group.path, limit: DocumentFile.secretLimit + 1)
            let part = try group.part.map { (path) throws(FileError) in
                try tree.read(path, limit: DocumentFile.secretLimit + 1)
            }
            let mark = Hash.digest("fleetseal/agent/bytes/v1", bytes, part ?? [])
            if let known, known.bytes == mark { return .read(known.document, mark) }
            return .read(judge.document(group, bytes, part), mark)
        } catch {
            if case .tooLarge = error.reason {
                let mark = Hash.digest("fleetseal/agent/bytes/v1", [])
                return .read(
                    judge.held(group, Problem(.invalidDocument, "\(error)")),
                    mark
                )
            }
            return .failed(judge.held(group, Problem(.sourceUnknown, "\(error)")))
        }
    }
}

/// What a repository asks of one cluster.
struct ClusterPicture {
    let registry: ClusterRegistry
    let tree: any FileTree
    var documents: [DesiredDocument] = []
    /// Files that are no documents, such as one with the wrong ending.
    var strays: [Problem]
    /// The parts for this cluster, by the paths of their documents.
    let parts: [String: String]
    /// Whether every document was read; if not, none is known to be gone.
    var isComplete = true

    init(_ registry: ClusterRegistry, _ tree: any FileTree, _ files: DocumentFiles) {
        self.registry = registry
        self.tree = tree
        strays = files.strays
        parts = Dictionary(
            files.groups.compactMap { group in group.part.map { (group.path, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
