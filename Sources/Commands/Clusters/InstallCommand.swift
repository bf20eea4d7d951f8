internal import CommandLine
internal import Documents
internal import Fleet
internal import Kubernetes

extension Command {
    static let clusterInstall = Command(
        "cluster install",
        summary: "print or apply the manifests of a cluster's agent",
        arguments: [.required("NAME", .cluster)],
        options: [
            .flag("--apply", "apply them to the cluster instead of printing them"),
            .value("--image", "IMAGE", "the agent's image (fleetseal-agent:latest)"),
            .flag("--create-key", "let the agent make the cluster's first key"),
            .flag("--restart", "also the right to restart workloads"),
            .flag("--roles", "also roles for people: platform team, tenants, viewers"),
            .value("--git-url", "URL", "let the agent read the fleet from this repository"),
            .value("--git-ref", "REF", "the branch or tag to follow (HEAD)"),
            .value(
                "--git-user",
                "NAME",
                "log in with the item password of the Secret git beside the agent"
            ),
            .value(
                "--namespaces",
                "NAMES",
                "no right in the cluster as a whole: deliver only to a,b; with --git-url"
            ),
        ] + ClusterConnection.options + Session.options,
        details: """
            The manifests are those of deploy/cluster-wide, or of deploy/namespaced with --namespaces, \
            with the cluster's name and the operators to believe in them: the pin of this computer, or \
            --trust. --apply makes them by server-side apply, where nobody else has changed them. The \
            cluster need not be in the fleet yet: with --create-key its agent makes a key, which \
            fleetseal cluster add --context then reads.
            """,
        examples: [
            "fleetseal cluster install us-east-1 --image registry.example.org/fleetseal-agent:1 > agent.yaml",
            "fleetseal cluster install us-east-1 --create-key --apply --context us-east-1",
            "fleetseal cluster install us-east-1 --git-url https://git.example.org/fleet.git --namespaces payments",
        ]
    ) { invocation in
        try AgentInstallation(invocation).run()
        return .done
    }
}

/// The agent of one cluster, as it is installed.
struct AgentInstallation {
    private let invocation: Invocation
    private let cluster: String
    private let image: String?
    private let place: AgentPlace
    private var terminal: Terminal { invocation.terminal }

    init(_ invocation: Invocation) throws {
        self.invocation = invocation
        cluster = invocation.argument("NAME")
        guard Names.isLabel(cluster) else {
            throw UsageError("NAME is not a name of a cluster", hint: "such as us-east-1")
        }
        image = invocation.value("--image")
        guard image.map(AgentPlace.isPlain) ?? true else {
            throw UsageError("--image is not a name of an image")
        }
        place = try AgentPlace(invocation)
        let isApplied = invocation.flag("--apply")
        guard isApplied || invocation.value("--context") == nil else {
            throw UsageError("--context is only for --apply")
        }
    }

    func run() throws {
        let pin = try Session(invocation).reading { registry in Pin(of: registry.fleet) }
        let manifests = try all(pin)
        if image == nil {
            terminal.warn(
                "the image is fleetseal-agent:latest, which no registry has by this name",
                hint: "--image names the one that the cluster can get"
            )
        }
        guard invocation.flag("--apply") else {
            let texts = manifests.map(\.text).joined(separator: "\n---\n")
            return try terminal.print(texts)
        }
        let objects = try manifests.flatMap { try ManifestObject.all(in: $0) }
        let connection = try ClusterConnection(invocation)
        for object in objects {
            try AsynchronousWork.result { try await object.apply(connection.client) }
            try terminal.print("\(object.resource.kind) \(object.title)")
        }
        terminal.note(
            "then: fleetseal cluster add \(cluster) --context \(connection.context ?? "CONTEXT")"
        )
    }

    private func all(_ pin: Pin) throws -> [Manifest] {
        var manifests = try place.manifests()
        if invocation.flag("--restart") { manifests += Manifest.restart }
        if invocation.flag("--roles") { manifests += Manifest.roles }
        return try manifests.map { manifest in
            switch manifest {
            case .baseConfiguration: try manifest.configured(cluster: cluster, trust: pin.text)
            case .baseDeployment:
                try place.deployment(manifest)
                    .deployed(image: image, createsKey: invocation.flag("--create-key"))
            default: manifest
            }
        }
    }
}

extension Manifest {
    /// The configuration with what it leaves open.
    func configured(cluster: String, trust: String) throws -> Manifest {
        let lines = trust.split(separator: "\n").map { "    \($0)\n" }.joined()
        return try replacing("\n  cluster: \"\"\n", with: "\n  cluster: \"\(cluster)\"\n")
            .replacing("\n  trust: \"\"", with: "\n  trust: |\n\(lines.dropLast())")
    }

    /// The Deployment with an image that the cluster can get, and what the agent may do.
    func deployed(image: String?, createsKey: Bool) throws -> Manifest {
        var manifest = self
        if let image {
            manifest = try manifest.replacing(
                "image: fleetseal-agent:latest\n",
                with: "image: \"\(image)\"\n"
            )
        }
        guard createsKey else { return manifest }
        let target = "            - --target=kubernetes\n"
        return try manifest.replacing(target, with: target + "            - --create-key\n")
    }

    /// Puts a text in the place of one that occurs once.
    func replacing(_ old: String, with new: String) throws -> Manifest {
        let parts = text.split(separator: old, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw Failure("fill in \(path): it does not have one place for what it leaves open")
        }
        return Manifest(path, parts[0] + new + parts[1])
    }
}
