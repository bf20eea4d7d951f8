internal import CommandLine
internal import Documents
internal import Files
internal import JSON
internal import Kubernetes
internal import Reconciling
internal import Rotation

/// What agents publish, as far as it can be read.
struct Publications {
    /// By the name of the cluster.
    private(set) var found: [String: Publication] = [:]
    /// Where nothing could be read, and why.
    private(set) var troubles: [(place: String, why: String)] = []

    /// Reads files, and asks API servers, all at the same time.
    init(_ invocation: Invocation) throws {
        for path in invocation.values("--from") {
            take(try? UserFile.read(path, limit: 2 << 20), from: PathText.escaped(path))
        }
        let namespace = try ClusterConnection.agentNamespace(invocation)
        let contexts = invocation.values("--context")
        guard !contexts.isEmpty else { return }
        let connections = contexts.map { context in
            Result { try ClusterConnection(invocation, context: context) }
        }
        let texts = try AsynchronousWork.result {
            await withTaskGroup { group in
                for (index, connection) in connections.enumerated() {
                    group.addTask { (index, await Self.text(connection, namespace)) }
                }
                var all: [Int: Result<String?, any Error>] = [:]
                for await (index, text) in group { all[index] = text }
                return all
            }
        }
        for (index, context) in contexts.enumerated() {
            let place = Terminal.escaped(context)
            switch texts[index] {
            case .success(let text?): take(Array(text.utf8), from: place)
            case .success(nil), nil:
                troubles.append((place, "no agent has published anything there"))
            case .failure(let error):
                troubles.append((place, (error as? any ReportedError)?.message ?? "\(error)"))
            }
        }
    }

    private static func text(
        _ connection: Result<ClusterConnection, any Error>,
        _ namespace: String
    ) async -> Result<String?, any Error> {
        do {
            let object = try await connection.get().client.get(
                .configMaps,
                AgentObjects.publication,
                in: namespace
            )
            return .success(object.node[path: "data", AgentObjects.publishedKeys]?.string)
        } catch {
            if let error = error as? APIError, error.kind == .notFound { return .success(nil) }
            return .failure(error)
        }
    }

    private mutating func take(_ bytes: [UInt8]?, from place: String) {
        guard let bytes else {
            troubles.append((place, "the file cannot be read"))
            return
        }
        guard let publication = Publication(String(decoding: bytes, as: UTF8.self)) else {
            troubles.append((place, "it is not as agents of this version publish it"))
            return
        }
        let name = publication.origin.cluster
        if let other = found[name], other != publication {
            troubles.append(
                (place, "cluster \(name.escapedForMessage) has published something else elsewhere")
            )
            return
        }
        found[name] = publication
    }
}
