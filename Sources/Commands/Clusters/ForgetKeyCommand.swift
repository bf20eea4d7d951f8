internal import CommandLine
internal import Documents
internal import Fleet
internal import Kubernetes
internal import Reconciling
internal import Rotation
internal import Sealing

extension Command {
    static let clusterForgetKey = Command(
        "cluster forget-key",
        summary: "destroy private keys that a cluster needs no more",
        arguments: [.required("NAME", .cluster), .many("KEY")],
        options: [.flag("--yes", "destroy without asking")] + ClusterConnection.options + [
            ClusterConnection.agentNamespace, .trust,
        ],
        details: """
            A cluster keeps its older private keys, for a commit that is reverted may need them. This \
            deletes the Secrets of KEY, or of all that nothing needs. It refuses a key that the \
            registry does not list as retired or revoked, one that the agent still needs, and all of \
            them while a group key at the tip is not sealed to the cluster's active key. Takes the right \
            to list and delete Secrets in the agent's namespace; no private key leaves it. Backups of \
            the cluster are not reached.
            """,
        examples: [
            "fleetseal cluster forget-key us-east-1 --context us-east-1",
            "fleetseal cluster forget-key us-east-1 kabcdefghijk --context us-east-1 --yes",
        ]
    ) { invocation in
        try KeyDestruction(invocation).run()
        return .done
    }
}

/// Destroys older private keys of one cluster.
struct KeyDestruction {
    /// A key Secret, as its labels tell of it.
    private struct Held {
        let secret: Object
        let key: KeyID
        let use: KeyUse?
    }

    private let name: String
    private let wanted: [KeyID]
    private let connection: ClusterConnection
    private let namespace: String
    private let invocation: Invocation
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation) throws {
        self.invocation = invocation
        name = invocation.argument("NAME")
        wanted = try invocation.many("KEY").map { text in
            guard let key = KeyID(text) else {
                throw UsageError(
                    "KEY: not the id of a key",
                    hint: "such as kabcdefghijk; fleetseal cluster show lists a cluster's keys"
                )
            }
            return key
        }
        namespace = try ClusterConnection.agentNamespace(invocation)
        connection = try ClusterConnection(invocation)
    }

    func run() throws {
        let (cluster, rotation) = try Session(invocation).reading { registry in
            let entry = try registry.cluster(name)
            return (entry.cluster, try registry.rotation(of: entry))
        }
        guard let active = rotation.active else {
            throw refusal(
                "it has no active key in the registry",
                hint: "fleetseal cluster replace-key \(name) gives it a new one"
            )
        }
        if let one = rotation.missing(active.id).first {
            throw refusal(
                "key \(one.key.id) of \(one.group.name) is not sealed to its active key \(active.id)",
                hint: "fleetseal rotate --cluster \(name) --restore, or fleetseal group sync, first"
            )
        }
        try requireAgent(of: cluster, active)
        let held = try held()
        let chosen = try wanted.isEmpty ? spare(held, cluster) : named(held, cluster)
        guard !chosen.isEmpty else {
            terminal.note("cluster \(name) has no private key that could go")
            return
        }
        try confirm(chosen)
        try destroy(chosen)
    }

    private func refusal(_ why: String, hint: String) -> CommandFailure {
        CommandFailure("destroy keys of cluster \(name): \(why)", hint: hint)
    }

    /// The agent there has to be that of the cluster, with the key that the registry has.
    private func requireAgent(of cluster: Vouched<ClusterDocument>, _ active: ClusterKey) throws {
        let publication = try Publication(connection, namespace)
        guard publication.isSigned, publication.origin.cluster.utf8.elementsEqual(name.utf8) else {
            throw refusal(
                "what is published there is not signed by an agent of this cluster",
                hint: "name another --context, or --agent-namespace"
            )
        }
        guard publication.keys.active == active.publicKey else {
            throw refusal(
                "its agent uses \(publication.keys.active.id), the registry has \(active.id)",
                hint: "wait until it has seen the registry; fleetseal rotate says where it stands"
            )
        }
    }

    /// The key Secrets there, without the keys in them.
    private func held() throws -> [Held] {
        let (client, namespace) = (connection.client, namespace)
        let selection = Selection(
            namespace: namespace,
            labels: "\(AgentObjects.keyLabel)=\(name)"
        )
        let secrets = try AsynchronousWork.result {
            try await client.list(.secrets, selection, as: .metadata)
        }
        return secrets.compactMap { secret in
            let labels = secret.metadata.labels
            return labels[AgentObjects.keyID].flatMap { KeyID($0) }.map { key in
                Held(
                    secret: secret,
                    key: key,
                    use: labels[AgentObjects.keyUse].flatMap(KeyUse.init)
                )
            }
        }
    }

    private func spare(_ held: [Held], _ cluster: Vouched<ClusterDocument>) -> [Held] {
        for one in held where one.use == .needed {
            terminal.note("\(one.key) stays: \(Self.needed)")
        }
        return held.filter { $0.use == .spare && obstacle($0, cluster) == nil }
    }

    private func named(_ held: [Held], _ cluster: Vouched<ClusterDocument>) throws -> [Held] {
        try wanted.flatMap { key in
            let found = held.filter { $0.key == key }
            guard !found.isEmpty else {
                throw refusal(
                    "no Secret in namespace \(namespace) is said to hold \(key)",
                    hint: "its agent labels them; fleetseal cluster show lists the cluster's keys"
                )
            }
            for one in found {
                guard let why = obstacle(one, cluster) else { continue }
                throw refusal("\(key): \(why)", hint: "nothing was destroyed")
            }
            return found
        }
    }

    private static let needed = "the agent does not open everything without it yet"

    /// Why a key has to stay; nothing if it can go.
    private func obstacle(_ one: Held, _ cluster: Vouched<ClusterDocument>) -> String? {
        let entry = cluster.keys.first { $0.id == one.key }
        switch entry?.state {
        case .active: return "it is the key in use"
        case .next: return "it is to be the next one"
        case nil: return "the registry does not list it as a key of this cluster"
        case .retired, .revoked: break
        }
        return one.use == .spare ? nil : Self.needed
    }

    private func confirm(_ chosen: [Held]) throws {
        guard !invocation.flag("--yes") else { return }
        for one in chosen {
            terminal.note("  \(one.key)  Secret \(namespace)/\(Terminal.escaped(one.secret.name))")
        }
        let isMeant = try terminal.ask(
            "Destroy \(String(chosen.count, "private key"))? What only they open, such as lines in older commits, is lost to this cluster.",
            hint: "without a terminal give --yes"
        )
        guard isMeant else {
            throw CommandFailure("destroy keys of cluster \(name): it was not confirmed")
        }
    }

    private func destroy(_ chosen: [Held]) throws {
        let (client, namespace) = (connection.client, namespace)
        for one in chosen {
            let secret = one.secret
            try AsynchronousWork.result {
                // What it was found to be has to be so still.
                try await client.delete(
                    .secrets,
                    secret.name,
                    in: namespace,
                    Preconditions(
                        uid: secret.metadata.uid,
                        resourceVersion: secret.resourceVersion
                    )
                )
            }
            terminal.note("destroyed \(one.key) of cluster \(name)")
        }
    }
}
