internal import Kubernetes
internal import Reconciling

/// How one cluster is: what its agent says of its documents, or why nobody answers.
struct ClusterHealth: Sendable {
    let context: String
    let agent: AgentNews?
    /// Documents that concern the cluster, by their names.
    let documents: [DocumentState]
    /// Repositories that documents come from without being in the cluster.
    let sources: [SourceState]
    /// Why it could not be asked.
    let trouble: String?

    /// Asks a cluster; with `namespaces`, only about the documents there.
    init(
        _ connection: ClusterConnection,
        agentNamespace: String,
        namespaces: [String]
    ) async {
        context = connection.name
        do throws(APIError) {
            let found = try await Self.documents(connection.client, namespaces)
            let news = try await AgentNews(connection.client, in: agentNamespace)
            // They count the documents of all namespaces together.
            sources =
                namespaces.isEmpty
                ? try await SourceState.all(connection.client) + [news.source].compactMap { $0 }
                : []
            documents = found.filter(\.isConcerned).sorted { $0.title < $1.title }
            (agent, trouble) = (news, nil)
        } catch {
            (agent, documents, sources, trouble) = (nil, [], [], error.description)
        }
    }

    /// A cluster that cannot even be asked.
    init(context: String, trouble: String) {
        self.context = context
        agent = nil
        (documents, sources) = ([], [])
        self.trouble = trouble
    }

    private static func documents(
        _ client: Client,
        _ namespaces: [String]
    ) async throws(APIError) -> [DocumentState] {
        var states: [DocumentState] = []
        let selections =
            namespaces.isEmpty
            ? [Selection()] : namespaces.map { Selection(namespace: $0) }
        for selection in selections {
            var next: String?
            repeat {
                let page: Page
                do throws(APIError) {
                    page = try await client.page(.fleetSecrets, selection, next: next)
                } catch {
                    // An agent that reads a repository itself needs no kinds in the cluster.
                    guard error.kind == .notFound else { throw error }
                    return []
                }
                states += page.items.map { DocumentState($0) }
                next = page.next
            } while next != nil
        }
        return states
    }

    /// How many documents concern the cluster, and how many of them are not ready.
    var total: Int { sources.reduce(documents.count) { $0 + $1.total } }
    var notReady: Int { sources.reduce(documents.count { !$0.isReady }) { $0 + $1.notReady } }
    /// Documents that a person may want to know of.
    var notable: [DocumentState] {
        documents.filter { !$0.isReady || $0.isDrifted } + sources.flatMap(\.unready)
    }
    var drifted: [DocumentState] { documents.filter(\.isDrifted) }

    /// Whether the agent may be at work: not where it is known to be away.
    var isServed: Bool {
        switch agent?.life {
        case .silent, .absent: false
        case .running, .unknown, nil: true
        }
    }

    /// What the agent says is wrong besides its documents.
    var problems: [String] { agent?.problems ?? [] }

    /// Whether all that was asked for is delivered, by an agent that is there and has no problem.
    var isReady: Bool {
        trouble == nil && notReady == 0 && sources.allSatisfy(\.isReady) && isServed
            && problems.isEmpty
    }
}
