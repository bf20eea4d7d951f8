internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import Sealing

extension Command {
    static let clusterAdd = Command(
        "cluster add",
        summary: "put a cluster into the fleet and its groups",
        arguments: [.required("NAME")],
        options: [
            .value("--label", "KEY=VALUE", "a label, which selectors of groups see", repeats: true),
            .value("--key", "FSPUB", "the cluster's public key (fspub1…)"),
        ] + NewClusterKey.options + Session.committingOptions,
        details: """
            With --context it takes the key that the running agent publishes, shows its fingerprint and \
            asks; with --from-ref the one that the agent of a cluster that cannot be reached has pushed. \
            For a cluster that is made by Cluster API or Terraform, --bootstrap makes the key here and writes the Secret that the agent looks for: apply it before the agent starts, then delete \
            the file. Writes the cluster's signed document, its group of one, and one line in every group whose \
            selector matches its labels. That takes the identity of an operator who opens those groups. \
            Then it says which secrets the cluster will get, and which values others have for \
            themselves and it does not.
            """,
        examples: [
            "fleetseal cluster add us-east-1 --label env=production --label region=us --key fspub1…",
            "fleetseal cluster add us-east-1 --label env=production --context us-east-1",
            "fleetseal cluster add kind --label env=dev --new-key ../kind.key",
            "fleetseal cluster add us-east-1 --bootstrap - | kubectl --context us-east-1 apply -f -",
        ]
    ) { invocation in
        try ClusterAddition(invocation).run()
    }
}

struct ClusterAddition {
    private let invocation: Invocation
    private let name: String
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation) {
        self.invocation = invocation
        name = invocation.argument("NAME")
    }

    func run() throws -> ExitCode {
        let labels = try LabelArguments.pairs(invocation.values("--label"))
        let new = try NewClusterKey(invocation, of: name)
        let session = try Session(withIdentity: invocation)
        try session.committing { registry in
            let editor = try session.editor(registry)
            let groups = try editor.addCluster(
                name,
                labels: labels,
                key: new.publicKey,
                kubeSystem: new.kubeSystem
            )
            try new.write()
            let line =
                "cluster \(name) (\(new.publicKey.id)) is in \(groups.joined(separator: ", "))"
            terminal.note(line)
            try report(Registry(editor.tree, trust: registry.trust), beside: new)
            return CommitMessage("Add cluster \(name)", [line])
        }
        return .done
    }

    /// What the cluster will get, and what somebody still has to enter for it.
    private func report(_ registry: Registry, beside key: NewClusterKey) throws {
        let cluster = try registry.cluster(name).cluster.document
        let lines = Workers.map(try SecretStore(registry.tree).all()) { entry in
            Self.line(entry, cluster)
        }.compactMap { $0 }
        for line in lines {
            // Standard output may be the manifest, which another program reads.
            if key.takesOutput { terminal.note(line) } else { try terminal.print(line) }
        }
        terminal.note("it gets \(String(lines.count, "secret"))")
    }

    private static func line(_ entry: SecretEntry, _ cluster: ClusterDocument) -> String? {
        let resolution = Resolution(entry, on: cluster)
        guard resolution.applies else { return nil }
        let missing = Delivery(entry, resolution).missing
        let note = missing.isEmpty ? "" : "  not for it yet: \(missing.joined(separator: ", "))"
        return "\(entry.title)  \(String(resolution.winners.count, "value"))\(note)"
    }
}

/// What a cluster gets of a secret compared with what others get.
struct Delivery {
    /// Keys that other clusters' layers have and this cluster does not get, unless they are optional.
    let missing: [String]

    init(_ entry: SecretEntry, _ resolution: Resolution) {
        let got = Set(resolution.winners.map(\.key)).union(entry.document.optional)
        var keys: Set<String> = []
        for (layer, _) in entry.allLayers {
            for value in layer.values where !got.contains(value.key) { keys.insert(value.key) }
        }
        missing = keys.sorted()
    }
}

/// `KEY=VALUE` and `KEY-` as labels are given on the command line.
enum LabelArguments {
    /// The selector of `--select`.
    static func selector(_ text: String) throws -> LabelSelector {
        do throws(SelectorError) {
            return try LabelSelector(parsing: text)
        } catch {
            let place = error.offset.map { " at character \($0 + 1)" } ?? ""
            throw UsageError("read --select: \(error.message)\(place)", hint: error.hint)
        }
    }

    static func pairs(_ texts: [String]) throws -> [(String, String)] {
        try texts.map { text in
            guard let equals = text.firstIndex(of: "=") else {
                throw UsageError("\(text.escapedForMessage) is not a label: expected KEY=VALUE")
            }
            let (key, value) = (String(text[..<equals]), String(text[text.index(after: equals)...]))
            guard LabelSyntax.isKey(key), LabelSyntax.isValue(value) else {
                throw UsageError("\(text.escapedForMessage) is not a label as Kubernetes has them")
            }
            return (key, value)
        }
    }
}
