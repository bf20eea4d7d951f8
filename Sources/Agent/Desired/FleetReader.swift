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
        revision: String?,
        pin: Pin?,
        keys: ClusterKeys,
        saved: (_ fleet: String) -> [SavedGroupKey]
    ) throws(Problem) -> ClusterPicture {
        let registry = try ClusterRegistry(
            WorkTree(tree),
            cluster: cluster,
            anchor: anchor,
            pin: pin,
            keys: keys,
            saved: saved
        )
        if registry.mark != registryMark {
            known = [:]
            registryMark = registry.mark
        }
        let files = try DocumentFiles(tree, cluster: cluster)
        let judge = ClusterJudge(registry, source: source)
        var picture = ClusterPicture(registry, judge, tree, revision: revision, files)
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
