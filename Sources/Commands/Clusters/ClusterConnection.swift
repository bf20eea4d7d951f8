internal import CommandLine
internal import Documents
internal import Kubernetes
internal import Reconciling

/// A cluster that a command talks to, as a context of the kubeconfig file names it.
struct ClusterConnection: Sendable {
    let client: Client
    /// The context that was asked for; nothing if it is the current one.
    let context: String?

    /// How to reach a cluster.
    static let options: [Option] = [
        .value(
            "--context",
            "CONTEXT",
            "the cluster's context in the kubeconfig file, instead of the current one"
        ),
        kubeconfig,
    ]
    static let kubeconfig = Option.value(
        "--kubeconfig",
        "FILE",
        "a kubeconfig file, instead of the usual ones",
        .file
    )
    static let agentNamespace = Option.value(
        "--agent-namespace",
        "NAMESPACE",
        "the agent's own namespace there (fleetseal)"
    )

    /// The cluster that the command line names.
    init(_ invocation: Invocation) throws {
        try self.init(invocation, context: invocation.value("--context"))
    }

    /// The cluster of a context.
    init(_ invocation: Invocation, context: String?) throws {
        let configuration = try Kubernetes.Configuration.find(
            kubeconfig: invocation.value(Self.kubeconfig.name),
            context: context
        )
        for warning in configuration.warnings {
            invocation.terminal.warn(Terminal.escaped(warning))
        }
        client = try Client(
            configuration,
            userAgent: "fleetseal/\(Fleetseal.version)",
            concurrency: 4
        )
        self.context = context
    }

    /// The namespace of the agent there.
    static func agentNamespace(_ invocation: Invocation) throws -> String {
        guard let name = invocation.value(agentNamespace.name) else {
            return AgentObjects.namespace
        }
        guard Names.isLabel(name) else {
            throw UsageError("\(agentNamespace.name): not a name of a namespace")
        }
        return name
    }

    /// The context as people should read it.
    var name: String { context ?? "(current)" }
}
