package import YAML

/// A file of the repository, read as what its place says.
package enum DocumentFile {
    package static let secretLimit = 3 << 19
    package static let registryLimit = 4 << 20

    package static func fleet(_ bytes: [UInt8]) throws(DocumentError) -> FleetDocument {
        let file = try parse(bytes, FleetDocument.path, limit: registryLimit)
        let header = try only(.fleet, file, FleetDocument.path)
        return try FleetDocument(header)
    }

    package static func group(_ bytes: [UInt8], at path: String) throws(DocumentError)
        -> GroupDocument
    {
        let file = try parse(bytes, path, limit: registryLimit)
        let header = try only(.group, file, path)
        guard case .group(header.name) = try Place(path: path) else { throw otherName(header) }
        let group = try GroupDocument(header)
        guard !group.isGroupOfOne else {
            throw DocumentError(
                path,
                header.spec.position,
                "read spec: a group of one stands in the file of its cluster",
                hint: "keys/clusters/\(group.name).yaml holds both",
                kind: .place
            )
        }
        return group
    }

    /// A cluster and its group of one.
    package static func cluster(
        _ bytes: [UInt8],
        at path: String
    ) throws(DocumentError) -> (cluster: ClusterDocument, own: GroupDocument) {
        let file = try parse(bytes, path, limit: registryLimit)
        guard file.documents.count == 2 else {
            throw DocumentError(
                path,
                nil,
                "read file: expected two documents, FleetCluster and FleetGroup, not \(file.documents.count)"
            )
        }
        let header = try checked(.cluster, file.documents[0], path)
        guard case .cluster(header.name) = try Place(path: path) else { throw otherName(header) }
        let cluster = try ClusterDocument(header)
        let own = try GroupDocument(checked(.group, file.documents[1], path))
        guard own.name == cluster.name, own.isGroupOfOne || own.removed != nil else {
            throw DocumentError(
                path,
                own.spec.position,
                "read file: the second document is not the group of one of \(cluster.name)"
            )
        }
        guard (own.removed == nil) == (cluster.removed == nil) else {
            throw DocumentError(
                path,
                own.spec.position,
                "read file: only one of the two documents is a tombstone"
            )
        }
        return (cluster, own)
    }

    package static func secret(
        _ bytes: [UInt8],
        at path: String
    ) throws(DocumentError) -> SecretDocument {
        try checkSize(bytes.count, path)
        return try secret(parse(bytes, path, limit: secretLimit), at: path)
    }

    /// A secret from a file that is parsed already.
    package static func secret(
        _ file: YAMLFile,
        at path: String
    ) throws(DocumentError) -> SecretDocument {
        try checkSize(file.count, path)
        let place = try Place(path: path)
        let header = try only(.secret, file, path)
        switch place {
        case .secret(header.namespace, header.name):
            return try SecretDocument(header, file: file, part: nil)
        case .part(header.namespace, header.name, let cluster):
            return try SecretDocument(header, file: file, part: cluster)
        default:
            throw otherName(header)
        }
    }

    /// Refuses a document that is larger than one may be.
    package static func checkSize(_ count: Int, _ path: String) throws(DocumentError) {
        guard count <= secretLimit else {
            throw DocumentError(
                path,
                nil,
                "read file: \(count) bytes are more than the 1.5 MiB that a document may have",
                hint:
                    "split it into several Secrets, or move layers of clusters into parts (fleetseal split)"
            )
        }
    }

    private static func parse(
        _ bytes: [UInt8],
        _ path: String,
        limit: Int
    ) throws(DocumentError) -> YAMLFile {
        var limits = ReadingLimits()
        limits.bytes = limit
        do {
            return try YAMLFile(bytes, limits: limits)
        } catch {
            throw DocumentError(path, error)
        }
    }

    private static func only(
        _ kind: Kind,
        _ file: YAMLFile,
        _ path: String
    ) throws(DocumentError) -> Header {
        guard let document = file.documents.first else {
            throw DocumentError(path, nil, "read file: it is empty, expected a \(kind.rawValue)")
        }
        if file.documents.count > 1 {
            throw DocumentError(
                path,
                file.documents[1].position,
                "read file: expected one document, found \(file.documents.count)"
            )
        }
        return try checked(kind, document, path)
    }

    private static func checked(
        _ kind: Kind,
        _ document: Node,
        _ path: String
    ) throws(DocumentError) -> Header {
        let header = try Header(document, in: path)
        guard header.kind == kind else {
            throw DocumentError(
                path,
                document["kind"]?.position ?? document.position,
                "read file: a \(header.kind.rawValue) does not belong here, expected a \(kind.rawValue)",
                hint: "docs/format.md says where each kind stands",
                kind: .place
            )
        }
        return header
    }

    private static func otherName(_ header: Header) -> DocumentError {
        let name = [header.namespace, header.name].compactMap { $0 }.joined(separator: "/")
        return DocumentError(
            header.path,
            header.spec.position,
            "read file: it holds \(name), which its path does not say",
            hint: "the file's name is the name in it; under secrets, the folder is the namespace",
            kind: .place
        )
    }
}
