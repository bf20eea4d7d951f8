internal import CommandLine
internal import Documents
internal import Fleet
internal import Sealing

extension Command {
    static let open = Command(
        "open",
        summary: "show what a cluster gets of a secret",
        arguments: [.required("NAMESPACE/NAME", .document)],
        options: [
            .value("--cluster", "NAME", "the cluster", .cluster),
            .value("--key", "KEY", "only this key"),
            .value(
                "--output",
                "FORMAT",
                "yaml, json, env or raw",
                .choice(["yaml", "json", "env", "raw"]),
                short: "-o"
            ),
            .flag("--reveal", "show values on a terminal too"),
        ] + Session.privateOptions,
        details: """
            Opens with the identity of an operator or of the cluster. On a terminal values are masked \
            without --reveal. yaml and json are Secret manifests, env is for a shell's eval, raw is one \
            value as it is (needs --key).
            """,
        examples: [
            "fleetseal open payments/db --cluster us-east-1",
            "fleetseal open payments/tls --cluster us-east-1 --key tls.key --output raw > tls.key",
        ]
    ) { invocation in
        guard let name = invocation.value("--cluster") else {
            throw UsageError(
                "--cluster is missing",
                hint: "--cluster NAME; fleetseal cluster list shows the names"
            )
        }
        let title = try SecretStore.Title(parsing: invocation.argument("NAMESPACE/NAME"))
        let format = try OpenedOutput.Format(invocation)
        let session = try Session(withIdentity: invocation)
        try session.reading { registry in
            let entry = try SecretStore(registry.tree).secret(title)
            let cluster = try registry.cluster(name).cluster
            let opened = try OpenedSecret(
                entry,
                on: cluster,
                registry: registry,
                keyring: session.keyring(registry)
            )
            let output = OpenedOutput(
                terminal: invocation.terminal,
                document: entry.document,
                isMasked: invocation.terminal.isOutputTerminal && !invocation.flag("--reveal")
            )
            try output.print(opened, as: format, only: invocation.value("--key"))
        }
        return .done
    }
}
