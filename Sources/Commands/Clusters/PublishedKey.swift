internal import CommandLine
internal import Documents
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
                "--from-ref",
                "REMOTE",
                "read the key that the cluster's agent has pushed to refs/fleetseal/clusters/NAME of this remote"
            ),
            .value(
                "--fingerprint",
                "FINGERPRINT",
                "take the published key without asking if it has this fingerprint"
            ),
        ]

    /// Whether the command line asks for the key of an agent.
    static func isWanted(_ invocation: Invocation) throws -> Bool {
        let isPushed = invocation.value("--from-ref") != nil
        let isAsked = invocation.value("--context") != nil
        guard !isPushed || !isAsked else {
            throw UsageError("--context and --from-ref exclude each other")
        }
        if isAsked { return true }
        let others = options.map(\.name).filter { name in
            invocation.value(name) != nil && name != "--from-ref"
                // A fingerprint is for both.
                && !(isPushed && name == "--fingerprint")
                // The manifest of --bootstrap is for a namespace, too.
                && !(name == ClusterConnection.agentNamespace.name
                    && invocation.value(BootstrapSecret.option.name) != nil)
        }
        guard let other = others.first else { return isPushed }
        let purpose =
            switch other {
            case ClusterConnection.agentNamespace.name:
                "--context reads or the Secret that --bootstrap writes"
            case "--fingerprint": "--context or --from-ref reads"
            default: "--context reads"
            }
        throw UsageError("\(other) is only for a key that \(purpose)")
    }

    /// Reads the key of the cluster `name` where `--context` or `--from-ref` leads.
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
        let remote = invocation.value("--from-ref")
        let publication =
            try remote.map { try Publication(invocation, at: $0, of: name) }
            ?? Publication(
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
                hint: remote == nil
                    ? "name another --context, or the cluster as its agent does"
                    : "somebody else may push to its reference: find out who"
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
            "Compare it over another way, such as the agent's log: whoever may \(remote == nil ? "write ConfigMaps" : "push") there can publish another."
        )
        let isRight = try terminal.ask(
            "Is this the cluster's key?",
            hint: "without a terminal give --fingerprint FINGERPRINT"
        )
        guard isRight else {
            throw CommandFailure("read the key of cluster \(name): it was not confirmed")
        }
    }
}
