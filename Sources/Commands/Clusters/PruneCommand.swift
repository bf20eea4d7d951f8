internal import CommandLine
internal import JSON
internal import Kubernetes
internal import Reconciling

extension Command {
    static let pruneAcknowledge = Command(
        "prune acknowledge",
        summary: "let Secrets go that an agent holds back",
        arguments: [.optional("TOKEN")],
        options: ClusterConnection.options + [ClusterConnection.agentNamespace],
        details: """
            An agent deletes nothing when too many documents are gone at once: PruneBlocked, which \
            fleetseal status shows. This shows what it holds back, asks, and lets exactly that go; \
            without a terminal, give the token that PruneBlocked names. Takes the right to get and \
            patch ConfigMaps in the agent's namespace. Needs no repository.
            """,
        examples: [
            "fleetseal prune acknowledge --context us-east-1",
            "fleetseal prune acknowledge set-tqtrwoqurtq3exam --context us-east-1",
        ]
    ) { invocation in
        try PruneAcknowledgement(invocation).run()
        return .done
    }
}

/// Lets the Secrets of one cluster go whose documents went.
struct PruneAcknowledgement {
    private let given: String?
    private let connection: ClusterConnection
    private let namespace: String
    private let terminal: Terminal

    init(_ invocation: Invocation) throws {
        terminal = invocation.terminal
        given = invocation.optional("TOKEN")
        namespace = try ClusterConnection.agentNamespace(invocation)
        connection = try ClusterConnection(invocation)
    }

    func run() throws {
        let (client, namespace) = (connection.client, namespace)
        let object: Object
        do {
            object = try AsynchronousWork.result {
                try await client.get(.configMaps, AgentObjects.publication, in: namespace)
            }
        } catch let error as APIError where error.kind == .notFound {
            throw CommandFailure(
                error.description,
                hint: "no agent has published anything there: --agent-namespace names another one"
            )
        }
        let data = object.node["data"]
        guard let blocked = data?[AgentObjects.pruneToken]?.string else {
            terminal.note("the agent holds nothing back")
            return
        }
        if let given {
            guard given.utf8.elementsEqual(blocked.utf8) else {
                throw CommandFailure(
                    "acknowledge \(Terminal.escaped(given)): the agent holds back \(Terminal.escaped(blocked)) now",
                    hint: "look at what went since, then acknowledge that"
                )
            }
        } else {
            let problems = data?[AgentObjects.problems]?.string ?? ""
            for line in problems.split(separator: "\n")
            where line.hasPrefix(Reason.pruneBlocked.rawValue) {
                terminal.note(Terminal.escaped(String(line)))
            }
            let isMeant = try terminal.ask(
                "Let these Secrets go?",
                hint: "without a terminal give the token: fleetseal prune acknowledge TOKEN"
            )
            guard isMeant else { throw CommandFailure("acknowledge: it was not confirmed") }
        }
        let body = JSONWriter.payload([
            "metadata": [
                "annotations": .object([.init(AgentObjects.acknowledged, .string(blocked))])
            ]
        ])
        try AsynchronousWork.result {
            _ = try await client.patch(
                .configMaps,
                AgentObjects.publication,
                in: namespace,
                body,
                manager: "fleetseal-prune",
                as: .metadata
            )
        }
        terminal.note("acknowledged \(Terminal.escaped(blocked)): the agent lets them go")
    }
}
