internal import Kubernetes
internal import Reconciling

/// How one cluster is: what its agent says of its documents, or why nobody answers.
struct ClusterHealth: Sendable {
    let context: String
    let agent: AgentNews?
    /// Documents that concern the cluster, by their names.
    let documents: [DocumentState]
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
            documents = found.filter(\.isConcerned).sorted { $0.title < $1.title }
            (agent, trouble) = (news, nil)
        } catch {
            (agent, documents, trouble) = (nil, [], error.description)
        }
    }

    /// A cluster that cannot even be asked.
    init(context: String, trouble: String) {
        self.context = context
        agent = nil
        documents = []
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
                let page = try await client.page(.fleetSecrets, selection, next: next)
                states += page.items.map { DocumentState($0) }
                next = page.next
            } while next != nil
        }
        return states
    }

    var unready: [DocumentState] { documents.filter { !$0.isReady } }
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
    var isReady: Bool { trouble == nil && unready.isEmpty && isServed && problems.isEmpty }
}
