internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import JSON
internal import Kubernetes
internal import Reconciling
internal import Rotation
internal import Sealing

/// What agents publish, as far as it can be read.
struct Publications {
    /// By the name of the cluster that they name, in the order in which they were found.
    private var found: [String: [Publication]] = [:]
    /// Where nothing could be read, and why.
    private(set) var troubles: [(place: String, why: String)] = []

    /// What references of clusters have that is another cluster's, by the name of the former.
    private(set) var misplaced: [String: String] = [:]

    /// Whether something was to be read and none of it could be.
    var isBlind: Bool { found.isEmpty && misplaced.isEmpty && !troubles.isEmpty }

    /// Reads files and references of these clusters, and asks API servers, all at the same time.
    init(
        _ invocation: Invocation,
        _ references: [PublicationReferences] = [],
        of clusters: Set<String> = []
    ) throws {
        for path in invocation.values("--from") {
            let place = PathText.escaped(path)
            do throws(FileError) {
                take(try UserFile.read(path, limit: 2 << 20), from: place)
            } catch {
                troubles.append((place, "\(error)"))
            }
        }
        for one in references { try take(one, of: clusters) }
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

    private mutating func take(
        _ references: PublicationReferences,
        of clusters: Set<String>
    ) throws {
        do {
            for one in try references.read(clusters) {
                let place = "\(references.shown) \(one.reference)"
                switch one.content {
                case .success(let bytes): take(bytes, from: place, of: one.cluster)
                case .failure(let error): troubles.append((place, error.why))
                }
            }
        } catch let error as PublicationReferences.Unreadable {
            troubles.append((references.shown, error.why))
        }
    }

    /// Takes what is published at a place, which is for one `cluster` alone if it says so.
    private mutating func take(_ bytes: [UInt8], from place: String, of cluster: String? = nil) {
        guard let publication = Publication(String(decoding: bytes, as: UTF8.self)) else {
            troubles.append((place, "it is not as agents of this version publish it"))
            return
        }
        let name = publication.origin.cluster
        if let cluster, !cluster.utf8.elementsEqual(name.utf8) {
            misplaced[cluster] =
                "\(place) has what the agent of cluster \(name.escapedForMessage) publishes, with the key \(publication.keys.active.id)"
            return
        }
        let others = found[name] ?? []
        guard !others.contains(publication) else { return }
        // An earlier one elsewhere is nothing special: a reference may lag.
        if others.contains(where: { !publication.isOfOneLine(with: $0) }) {
            troubles.append(
                (place, "cluster \(name.escapedForMessage) has published something else elsewhere")
            )
        }
        found[name, default: []].append(publication)
    }

    /// What a cluster published last, as far as it is signed by one of its keys.
    ///
    /// Anybody who can write to one place can put the name of any cluster there.
    func newest(of cluster: Vouched<ClusterDocument>) -> Publication? {
        let all = found[cluster.name] ?? []
        let signed = all.filter { one in
            one.isSigned && cluster.keys.contains { $0.publicKey == one.keys.active }
        }
        let known = signed.filter { $0.origin.instance == cluster.document.publication?.instance }
        // A key that was retired still signs what comes a moment after its promotion.
        func rank(_ one: Publication) -> (Int, Int) {
            let key = cluster.keys.first { $0.publicKey == one.keys.active }
            return (key?.state == .active ? 1 : 0, one.counter)
        }
        return (known.isEmpty ? signed : known).max { rank($0) < rank($1) } ?? all.first
    }
}

extension Publication {
    /// Whether one of the two follows the other, from one agent.
    fileprivate func isOfOneLine(with other: Publication) -> Bool {
        origin == other.origin && counter != other.counter
    }
}
