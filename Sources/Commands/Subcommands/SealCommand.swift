internal import CommandLine
internal import Documents
internal import Files
internal import Fleet
internal import Sealing
internal import YAML

extension Command {
    static let seal = Command(
        "seal",
        summary: "seal Kubernetes Secret manifests for a group",
        options: [
            .value(
                "--file",
                "FILE",
                "the manifests: YAML or JSON, - for standard input (default)",
                .file,
                short: "-f"
            ),
            .value("--for", "GROUP", "the group that can open them", .group),
            .value(
                "--out",
                "DIR",
                "the folder below secrets to write to; - prints the documents",
                .folder
            ),
            .flag("--merge", "put the values into documents that exist"),
            .value("--namespace", "NAME", "for manifests without one", short: "-n"),
            .value(
                "--scope",
                "SCOPE",
                "for new documents: strict, namespace or any",
                .choice(["strict", "namespace", "any"])
            ),
        ] + LayerOrder.Wish.options + Session.options,
        details: """
            Takes data and stringData, type, immutable, labels and annotations; several documents and \
            lists. Needs public keys only. Delete the manifests afterwards: they are not encrypted.
            """,
        examples: [
            "kubectl create secret generic db -n payments --from-literal=user=app --dry-run=client -o yaml | fleetseal seal --for production",
            "fleetseal seal -f secret.yaml --for us-east-1 --merge",
        ]
    ) { invocation in
        try ManifestSealing(invocation).run()
        return .done
    }
}

struct ManifestSealing {
    private let invocation: Invocation
    private var terminal: Terminal { invocation.terminal }
    private static let limit = 8 << 20

    init(_ invocation: Invocation) {
        self.invocation = invocation
    }

    func run() throws {
        let manifests = try read()
        let session = Session(invocation)
        let printsOnly = invocation.value("--out") == "-"
        guard !(printsOnly && invocation.flag("--merge")) else {
            throw UsageError("--out - and --merge exclude each other")
        }
        let group =
            try invocation.value("--for")
            ?? session.reading { registry in
                let names = try registry.groupNames() + registry.clusterNames()
                return names[
                    try terminal.choose(
                        "For which group?",
                        from: names,
                        hint: "without a terminal give --for GROUP"
                    )
                ]
            }
        guard !printsOnly else { return try session.reading { try print(manifests, group, $0) } }
        let folder = try SealTarget.folder(invocation.value("--out"), option: "--out")
        try session.changing { registry in
            for manifest in manifests { try write(manifest, group, folder, registry) }
        }
    }

    private func read() throws -> [SecretManifest] {
        let path = invocation.value("--file") ?? "-"
        let text =
            path == "-"
            ? try terminal.secretInput(limit: Self.limit)
            : try SecretFile.read(path, limit: Self.limit)
        var limits = ReadingLimits()
        limits.bytes = Self.limit
        let name = path == "-" ? "standard input" : path
        do {
            let file = try YAMLFile(text.bytes, limits: limits)
            return try SecretManifest.all(
                in: file,
                path: name,
                namespace: invocation.value("--namespace")
            )
        } catch let error as YAMLError {
            throw DocumentError(name, error)
        }
    }

    private func write(
        _ manifest: SecretManifest,
        _ name: String,
        _ folder: String,
        _ registry: Registry
    ) throws {
        let entry = try SecretStore(registry.tree).secretIfAny(manifest.title)
        if let entry, !invocation.flag("--merge") {
            throw Failure(
                "seal \(manifest.title): it is there already",
                hint: "--merge puts the values into it, for group \(name)",
                place: FilePlace(entry.document.path)
            )
        }
        try checkSize(manifest)
        warn(of: manifest.type)
        let target = try SealTarget(manifest.title, group: name, registry, scope: asked, in: folder)
        try target.requireAllowed(type: manifest.type)
        let outcome = try target.write(
            manifest.values,
            wish: LayerOrder.Wish(invocation),
            more: manifest.fields
        )
        target.report(outcome, keys: manifest.values.items.map(\.key), terminal)
    }

    private func print(_ manifests: [SecretManifest], _ name: String, _ registry: Registry) throws {
        let group = try registry.group(name)
        for (index, manifest) in manifests.enumerated() {
            try checkSize(manifest)
            try SecretEditor(registry).requireAllowed(
                manifest.title,
                in: nil,
                type: manifest.type,
                scope: asked ?? .strict,
                group: name
            )
            let sealed = try ValueSealer(
                registry,
                group: group,
                title: manifest.title,
                scope: asked ?? .strict
            ).seal(manifest.values)
            let document = SecretEditor.newDocument(
                manifest.title,
                scope: asked ?? .strict,
                group: name,
                sealed,
                more: manifest.fields
            )
            if index > 0 { try terminal.print("---") }
            try terminal.print(
                String(decoding: YAMLWriter.file([document]), as: UTF8.self),
                end: ""
            )
        }
    }

    private var asked: Scope? { invocation.value("--scope").flatMap { Scope(rawValue: $0) } }

    /// Types that give their holder rights in the cluster are for the agent's own configuration.
    private func warn(of type: String) {
        let plain = [
            "Opaque", "kubernetes.io/tls", "kubernetes.io/dockerconfigjson",
            "kubernetes.io/dockercfg", "kubernetes.io/basic-auth", "kubernetes.io/ssh-auth",
        ]
        guard !plain.contains(type) else { return }
        terminal.warn(
            "type \(Terminal.escaped(type)) is none of those that every agent accepts",
            hint:
                "the agents' configuration has to allow it: \(plain.joined(separator: ", ")) need nothing"
        )
    }

    private func checkSize(_ manifest: SecretManifest) throws {
        guard manifest.values.count <= OpenedSecret.limit else {
            throw Failure(
                "seal \(manifest.title): its values have \(manifest.values.count) bytes, Kubernetes takes 1 MiB",
                hint: "split it into several Secrets"
            )
        }
    }
}

extension SecretManifest {
    /// What a new document says besides its layers.
    fileprivate var fields: [(String, Content)] {
        var fields: [(String, Content)] = []
        if type != "Opaque" { fields.append(("type", .string(type))) }
        if isImmutable { fields.append(("immutable", .bare("true"))) }
        var marks: [(String, Content)] = []
        for (name, pairs) in [("labels", labels), ("annotations", annotations)] where !pairs.isEmpty
        {
            marks.append((name, .mapping(pairs.map { ($0.0, .string($0.1)) })))
        }
        if !marks.isEmpty { fields.append(("template", .mapping(marks))) }
        return fields
    }
}
