internal import JSON
internal import CommandLine
internal import Documents

extension Command {
    static let status = Command(
        "status",
        summary: "show how far the agents of clusters are",
        options: [
            .value(
                "--context",
                "CONTEXT",
                "a cluster's context in the kubeconfig file, instead of the current one",
                repeats: true
            ),
            .value(
                "--namespace",
                "NAMESPACE",
                "look only at documents of this namespace",
                repeats: true
            ),
            ClusterConnection.kubeconfig, ClusterConnection.agentNamespace, .json,
        ],
        details: """
            Asks the API servers, all at the same time, for the FleetSecrets and GitSources and what \
            the agents say of them, and prints one line a cluster, then one for each document that \
            is not ready or was changed by somebody else. Of a GitSource's documents the first 50 \
            that are not ready are named, and none with --namespace. A cluster that does not answer is marked. Exits with 3 \
            unless all clusters answered, none of their agents is known to be away, and all is ready. Needs \
            no repository.
            """,
        examples: [
            "fleetseal status",
            "fleetseal status --context us-east-1 --context eu-west-1 --json",
        ]
    ) { invocation in
        let namespaces = invocation.values("--namespace")
        for name in namespaces where !Names.isLabel(name) {
            throw UsageError("--namespace: not a name of a namespace")
        }
        let agentNamespace = try ClusterConnection.agentNamespace(invocation)
        let named = invocation.values("--context")
        let contexts: [String?] = named.isEmpty ? [nil] : named
        let connections = contexts.map { context -> Result<ClusterConnection, any Error> in
            Result { try ClusterConnection(invocation, context: context) }
        }
        let clusters = try AsynchronousWork.result {
            await withTaskGroup { group in
                for (index, connection) in connections.enumerated() {
                    group.addTask {
                        let context = contexts[index] ?? "(current)"
                        return (index, await health(of: connection, context))
                    }
                }
                var found: [(index: Int, health: ClusterHealth)] = []
                for await one in group { found.append(one) }
                return found.sorted { $0.index < $1.index }.map(\.health)
            }
        }
        @Sendable func health(
            of connection: Result<ClusterConnection, any Error>,
            _ context: String
        ) async -> ClusterHealth {
            switch connection {
            case .success(let connection):
                await ClusterHealth(
                    connection,
                    agentNamespace: agentNamespace,
                    namespaces: namespaces
                )
            case .failure(let error):
                ClusterHealth(
                    context: context,
                    trouble: (error as? any ReportedError)?.message ?? "\(error)"
                )
            }
        }
        let report = StatusReport(clusters)
        if invocation.flag("--json") {
            try invocation.terminal.print(JSONText.indented(report.json))
        } else {
            try report.print(to: invocation.terminal)
        }
        return clusters.allSatisfy(\.isReady) ? .done : .findings
    }
}
