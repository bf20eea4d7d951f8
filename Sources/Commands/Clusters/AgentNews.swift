internal import JSON
internal import Kubernetes
internal import Reconciling
internal import Rotation

/// What can be read about an agent in its own namespace.
struct AgentNews: Sendable {
    /// Whether one is at work, as far as its Lease tells.
    enum Life: Hashable, Sendable {
        case running
        /// Nobody has renewed the Lease for so long.
        case silent(Duration)
        /// There is no Lease: none was ever started there, or it uses no namespace of its own.
        case absent
        /// We may not read it.
        case unknown

        /// After how long without renewal an agent counts as silent: more than clocks differ.
        static let patience = Duration.seconds(60)
    }

    let publication: Publication?
    /// What is wrong besides what documents say.
    let problems: [String]
    /// What became of the documents of a repository that no GitSource names.
    let source: SourceState?
    let life: Life

    /// Reads what may be read; what is not there or forbidden is left out.
    init(_ client: Client, in namespace: String) async throws(APIError) {
        let published = try await Self.published(client, in: namespace)
        publication = published?[AgentObjects.publishedKeys]?.string.flatMap { Publication($0) }
        problems =
            published?[AgentObjects.problems]?.string?
            .split(separator: "\n").map(String.init) ?? []
        source = published?[AgentObjects.documents]?.string.flatMap { SourceState(text: $0) }
        life = try await Self.life(client, in: namespace)
    }

    private static func published(
        _ client: Client,
        in namespace: String
    ) async throws(APIError) -> JSONNode? {
        do throws(APIError) {
            return try await client.get(
                .configMaps,
                AgentObjects.publication,
                in: namespace
            ).node["data"]
        } catch {
            guard error.kind == .notFound || error.kind == .forbidden else { throw error }
            return nil
        }
    }

    private static func life(
        _ client: Client,
        in namespace: String
    ) async throws(APIError) -> Life {
        let object: Object
        do throws(APIError) {
            object = try await client.get(.leases, AgentObjects.lease, in: namespace)
        } catch {
            switch error.kind {
            case .notFound: return .absent
            case .forbidden: return .unknown
            default: throw error
            }
        }
        guard let text = object.spec?["renewTime"]?.string,
            let renewed = Timestamp.seconds(of: text)
        else { return .absent }
        let silence = Duration.seconds(Timestamp.now - renewed)
        return silence > Life.patience ? .silent(silence) : .running
    }
}
