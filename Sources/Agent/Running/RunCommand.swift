internal import CommandLine
internal import Files
internal import Reconciling
internal import Sealing
internal import Telemetry

extension Command {
    static let run = Command(
        "run",
        summary: "deliver the secrets of one cluster, and keep them as they should be",
        options: Setting.all.map(\.option) + [
            .value("--config", "FILE", "read settings from this file; flags win", .file)
        ],
        details: """
            Reads the documents of a fleet, opens what is for this cluster with its private key and \
            writes it to the target: a folder for each Secret, NAMESPACE/NAME, with a file for each \
            key, all exchanged at once.

            The configuration file is YAML with the same names: "cluster: us-east-1". Settings that \
            it does not know are errors.
            """,
        examples: [
            "fleetseal-agent run --cluster us-east-1 --trust operators.trust --key /etc/fleetseal/key --source directory:/srv/fleet --target directory:/run/secrets --once"
        ]
    ) { invocation in
        let values = try SettingValues(invocation)
        if values.value("target") == "kubernetes" {
            return try ClusterAgent(ClusterSettings(values)).run(invocation.terminal)
        }
        let settings = try Settings(values)
        let agent = try Agent(settings, log: .standardError(least: settings.logLevel))
        return try settings.isOnce ? agent.runOnce(invocation.terminal) : agent.run()
    }

    static let keys = Command(
        "keys",
        summary: "list public keys and fingerprints of private keys",
        options: [
            .value("--key", "FILE", "a private key of the cluster", .file, repeats: true)
        ],
        examples: ["fleetseal-agent keys --key /etc/fleetseal/key"]
    ) { invocation in
        let keys = try ClusterKeys(files: invocation.values("--key"))
        for key in keys.all {
            let known = key.key.publicKey
            try invocation.terminal.print("\(key.key.id)  \(known.text)")
            try invocation.terminal.print("              \(known.fingerprint)")
        }
        return .done
    }

    static let acknowledge = Command(
        "acknowledge",
        summary: "let Secrets go that a PruneBlocked holds back",
        arguments: [.required("TOKEN")],
        options: [.value("--state", "DIR", "the state folder of the agent", .folder)],
        details: """
            The token is in the agent's status, log or summary: a revision, or the name of a set of \
            Secrets. A running agent notices.
            """,
        examples: ["fleetseal-agent acknowledge set-tqtrwoqurtq3exam --state /var/lib/fleetseal"]
    ) { invocation in
        guard let state = invocation.value("--state") else {
            throw UsageError("--state is missing", hint: "--state DIR, the same as the agent's")
        }
        let token = invocation.argument("TOKEN")
        guard AgentState.isToken(token) else {
            throw UsageError(
                "\(Terminal.escaped(token)) is neither a revision nor the name of a set",
                hint: "PruneBlocked in the agent's status, log or summary names what it holds back"
            )
        }
        try AgentState.acknowledge(token, in: state)
        invocation.terminal.note(
            "acknowledged \(token): the agent lets go what it names, and only that"
        )
        return .done
    }
}
