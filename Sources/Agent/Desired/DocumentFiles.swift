internal import Documents
internal import Files
internal import Fleet
internal import Reconciling

/// The files below `secrets` that one cluster has to read, by the names alone.
///
/// Parts of other clusters are left out without being read.
struct DocumentFiles {
    /// A document's file, and that of the part for this cluster.
    struct Group: Sendable {
        let name: SecretName
        let path: String
        let part: String?
    }

    private(set) var groups: [Group] = []
    private(set) var strays: [Problem] = []

    init(_ tree: any FileTree, cluster: String) throws(Problem) {
        var documents: [(name: SecretName, path: String)] = []
        var parts: [String: String] = [:]
        do throws(FileError) {
            for (path, kind) in try WorkTree(tree).files(below: Place.secrets) {
                do {
                    guard try WorkTree.isDocument(path, kind) else { continue }
                    switch try Place(path: path) {
                    case .secret(let namespace, let name):
                        documents.append((SecretName(namespace, name), path))
                    case .part(_, _, let name) where name == cluster:
                        parts[String(path.dropLast("@.yaml".count + name.count))] = path
                    default: break
                    }
                } catch {
                    strays.append(Problem(.invalidDocument, error.description))
                }
            }
        } catch {
            throw Problem(.sourceUnknown, "\(error)")
        }
        for (name, path) in documents {
            let part = parts.removeValue(forKey: String(path.dropLast(".yaml".count)))
            groups.append(Group(name: name, path: path, part: part))
        }
        for path in parts.values.sorted() {
            strays.append(
                Problem(.invalidDocument, "\(path): read part: its document is not beside it")
            )
        }
    }
}
