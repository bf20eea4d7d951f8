internal import CommandLine
internal import Documents
internal import JSON
internal import Kubernetes
internal import Reconciling
internal import Rotation
internal import Sealing

/// A cluster's key as its running agent publishes it, once a person or a fingerprint has said that it
/// is the right one.
struct PublishedKey {
    let publicKey: PublicKey
    /// The uid of the cluster's namespace kube-system, where the agent may read it.
    let kubeSystem: String?

    static let options: [Option] =
        ClusterConnection.options + [
            ClusterConnection.agentNamespace,
            .value(
                "--fingerprint",
                "FINGERPRINT",
                "take the published key without asking if it has this fingerprint"
            ),
        ]

    /// Whether the command line asks for the key of an agent.
    static func isWanted(_ invocation: Invocation) throws -> Bool {
        if invocation.value("--context") != nil { return true }
        let others = options.map(\.name).filter { name in
            invocation.value(name) != nil
                // The manifest of --bootstrap is for a namespace, too.
                && !(name == ClusterConnection.agentNamespace.name
                    && invocation.value(BootstrapSecret.option.name) != nil)
        }
        guard let other = others.first else { return false }
        let elsewhere =
            other == ClusterConnection.agentNamespace.name
            ? " or the Secret that --bootstrap writes" : ""
        throw UsageError("\(other) is only for a key that --context reads\(elsewhere)")
    }

    /// Reads the key of the cluster `name` where `--context` leads.
    init(_ invocation: Invocation, of name: String) throws {
        let wanted = try invocation.value("--fingerprint").map { text in
            guard let fingerprint = try? Fingerprint(text: text) else {
                throw UsageError(
                    "--fingerprint is not a fingerprint",
                    hint:
                        "fingerprints have 13 groups of 4 characters: fleetseal-agent keys shows them"
                )
            }
            return fingerprint
        }
        let publication = try Self.publication(
            ClusterConnection(invocation),
            ClusterConnection.agentNamespace(invocation)
        )
        let terminal = invocation.terminal
        guard publication.isSigned else {
            throw CommandFailure(
                "read the key of cluster \(name.escapedForMessage): the publication is not signed by the key that it names",
                hint: "somebody else has written it: look at the agent's log"
            )
        }
        guard publication.origin.cluster.utf8.elementsEqual(name.utf8) else {
            throw CommandFailure(
                "read the key of cluster \(name.escapedForMessage): the agent there is that of cluster \(publication.origin.cluster)",
                hint: "name another --context, or the cluster as its agent does"
            )
        }
        publicKey = publication.keys.active
        kubeSystem = publication.origin.kubeSystem
        let fingerprint = publicKey.fingerprint
        if let wanted {
            guard wanted == fingerprint else {
                throw CommandFailure(
                    "read the key of cluster \(name): the agent publishes \(fingerprint), which is not the one that --fingerprint gives",
                    hint:
                        "somebody may have put another key there: compare with fleetseal-agent keys, or the agent's log"
                )
            }
            return
        }
        terminal.note("The agent of cluster \(name) publishes this key:")
        terminal.note("  \(publicKey.id)  \(fingerprint)")
        terminal.note(
            "Compare it over another way, such as the agent's log: whoever may write ConfigMaps there can publish another."
        )
        let isRight = try terminal.ask(
            "Is this the cluster's key?",
            hint: "without a terminal give --fingerprint FINGERPRINT"
        )
        guard isRight else {
            throw CommandFailure("read the key of cluster \(name): it was not confirmed")
        }
    }

    /// What the agent publishes in a namespace.
    static func publication(
        _ connection: ClusterConnection,
        _ namespace: String
    ) throws -> Publication {
        let place = "ConfigMap \(namespace)/\(AgentObjects.publication)"
        let text = try AsynchronousWork.result { () async throws -> String? in
            do throws(APIError) {
                return try await connection.client.get(
                    .configMaps,
                    AgentObjects.publication,
                    in: namespace
                ).node[path: "data", AgentObjects.publishedKeys]?.string
            } catch {
                guard error.kind == .notFound else { throw error }
                throw CommandFailure(
                    "read the agent's publication: there is no \(place)",
                    hint:
                        "an agent publishes its key once it runs with --key-namespace; --agent-namespace names another namespace"
                )
            }
        }
        guard let publication = text.flatMap({ Publication($0) }) else {
            throw CommandFailure(
                "read the agent's publication: \(place) is not as agents of this version write it"
            )
        }
        return publication
    }
}
