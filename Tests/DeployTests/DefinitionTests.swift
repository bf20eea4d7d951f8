import ClusterSupport
import Foundation
import Testing

@Suite struct DefinitionTests {
    static let plurals = ["fleetsecrets", "fleetgroups", "fleetclusters", "fleets", "gitsources"]

    @Test func `definitions are taken as they are, by the client and by the server`() async throws {
        let cluster = try await Deployed.shared()
        let crds = Deployed.folder("deploy/crds")
        try await cluster.kubectl("apply", "--server-side", "--dry-run=server", "-k", crds)
        for plural in Self.plurals {
            let definition = try await cluster.json("get", "crd", "\(plural).fleetseal.dev")
            let conditions = definition.at("status", "conditions").items
            let types = conditions.map { $0.at("type").text }
            #expect(!types.contains("NonStructuralSchema"), "\(plural)")
            #expect(conditions.allSatisfy { $0.at("status").text == "True" }, "\(plural)")
        }
    }

    @Test(arguments: ["prod-us-1", "prod-eu-3", "stage-ap-1"])
    func `rendered documents are taken without a change to their spec`(name: String) async throws {
        let cluster = try await Deployed.shared()
        let folder = try TemporaryFolder("rendered")
        try await Deployed.render(name, to: folder.path)
        let documents = ["apply", "-o", "json", "-R", "-f", folder.path]
        let written = try await cluster.json(documents + ["--dry-run=client"]).at("items").items
        let taken = try await cluster.json(documents + ["--dry-run=server"]).at("items").items
        #expect(written.count >= 8)
        #expect(written.count == taken.count)
        for (one, other) in zip(written, taken) {
            // The signature covers it, down to numbers and unknown fields.
            #expect(one.at("spec") == other.at("spec"), "\(one.at("metadata", "name").text)")
        }
    }

    @Test func `a tombstone is taken`() async throws {
        let cluster = try await Deployed.shared()
        let file = Deployed.folder("examples/fleet/keys/clusters/prod-us-0.yaml")
        try await cluster.kubectl("apply", "--dry-run=server", "-f", file)
    }

    @Test func `a source with all that it can have is taken`() async throws {
        let cluster = try await Deployed.shared()
        try await cluster.kubectl(
            "apply",
            "--dry-run=server",
            "-f",
            "-",
            input: """
                apiVersion: fleetseal.dev/v1alpha1
                kind: GitSource
                metadata: {name: fleet}
                spec:
                  url: ssh://git@git.example.org:2222/fleet.git
                  ref: refs/heads/main
                  path: fleets/acme
                  interval: 5m
                  suspend: false
                  secretRef: {name: git, hosts: [git.example.org]}
                  knownHosts: "[git.example.org]:2222 ssh-ed25519 AAAA"
                  namespaces: [payments, "shop-*"]
                  rewrites: refuse
                """
        )
    }

    @Test func `a document has a status before anybody wrote one, and the columns show it`()
        async throws
    {
        let cluster = try await Deployed.shared()
        let namespace = try await cluster.namespace()
        try await cluster.apply(document("layers: []", namespace: namespace))
        let path = "/apis/fleetseal.dev/v1alpha1/namespaces/\(namespace)/fleetsecrets/db"
        let seen = try await cluster.json("get", "fsec", "db", "-n", namespace)
        #expect(seen.at("status", "observedGeneration").number == -1)
        try await cluster.kubectl(
            "replace",
            "--raw",
            "\(path)/status",
            "-f",
            "-",
            input: """
                {"apiVersion": "fleetseal.dev/v1alpha1", "kind": "FleetSecret",
                 "metadata": {"name": "db", "namespace": "\(namespace)",
                   "resourceVersion": "\(seen.at("metadata", "resourceVersion").text)"},
                 "spec": {"suspend": true},
                 "status": {"observedGeneration": 1, "conditions": [
                   {"type": "Ready", "status": "False", "reason": "NotOwned", "message": "theirs",
                    "observedGeneration": 1, "lastTransitionTime": "2026-11-21T16:00:00Z"}]}}
                """
        )
        let table = try await cluster.kubectl("get", "fsec", "-n", namespace).split(separator: "\n")
        #expect(table[0].split(separator: " ") == ["NAME", "READY", "STATUS", "AGE"])
        #expect(table[1].split(separator: " ").dropLast() == ["db", "False", "NotOwned"])
        let wide = try await cluster.kubectl("get", "fsec", "-n", namespace, "-o", "wide")
        #expect(wide.contains("theirs"))
        let all = try await cluster.kubectl("get", "fleetseal", "-n", namespace)
        #expect(all.contains("fleetsecret.fleetseal.dev/db"))
        // Whoever may write a status changes nothing else by it.
        let after = try await cluster.json("get", "fsec", "db", "-n", namespace)
        #expect(after.at("spec", "suspend") == nil)
        #expect(after.at("metadata", "generation").number == 1)
    }

    @Test(arguments: [("fsec", true), ("fsg", false), ("fsc", false)])
    func `each kind has its short name`(name: String, isNamespaced: Bool) async throws {
        let cluster = try await Deployed.shared()
        let namespaced = try await cluster.kubectl(
            "api-resources",
            "--api-group=fleetseal.dev",
            "--namespaced=\(isNamespaced)"
        )
        #expect(namespaced.contains(" \(name) "))
    }

    @Test(arguments: wrong)
    func `what is wrong is refused`(spec: String, reason: String) async throws {
        let cluster = try await Deployed.shared()
        let answer = try await cluster.tryKubectl(
            ["apply", "--dry-run=server", "--validate=false", "-f", "-"],
            input: document(spec, namespace: "default")
        )
        #expect(answer.status != 0)
        #expect(answer.error.contains(reason), "\(answer.error)")
    }

    static let wrong: [(String, String)] = [
        ("type: a b", "spec.type"),
        ("scope: cluster", "spec.scope"),
        ("drift: off", "spec.drift"),
        (#"immutable: "yes""#, "spec.immutable"),
        ("adopt: Always", "spec.adopt"),
        ("deletion: keep", "spec.deletion"),
        ("restart: [cronjob/a]", "spec.restart"),
        ("restart: [deployment/A]", "spec.restart"),
        ("optional: [..a]", "spec.optional"),
        ("optional: [.]", "spec.optional"),
        ("layers: [{values: {}}]", "spec.layers.for"),
        ("layers: [{for: A}]", "spec.layers.for"),
        ("layers: [{for: a, values: {password: hunter2}}]", "spec.layers.values.password"),
        ("layers: [{for: a, values: {password: 1}}]", "spec.layers.values.password"),
        ("layers: [{for: a, remove: [a/b]}]", "spec.layers.remove"),
        ("layers: {for: a}", "spec.layers"),
        ("template: {data: {url: 1}}", "spec.template.data.url"),
        ("template: {omit: a}", "spec.template.omit"),
        ("requires: [\"\"]", "spec.requires"),
    ]

    @Test(arguments: ["future: {a: [1]}", "layers: [{for: a, meta: {}}]", "template: {more: 1}"])
    func `what is not known is kept, for the agent to refuse`(spec: String) async throws {
        let cluster = try await Deployed.shared()
        let text = document(spec, namespace: "default")
        let apply = ["apply", "-o", "json", "-f", "-"]
        let written = try await cluster.json(apply + ["--dry-run=client"], input: text)
        let taken = try await cluster.json(apply + ["--dry-run=server"], input: text)
        #expect(written.at("spec") == taken.at("spec"))
    }

    @Test(arguments: wrongElsewhere)
    func `what is wrong in other kinds is refused`(kind: String, spec: String, reason: String)
        async throws
    {
        let cluster = try await Deployed.shared()
        let answer = try await cluster.tryKubectl(
            ["apply", "--dry-run=server", "--validate=false", "-f", "-"],
            input: """
                apiVersion: fleetseal.dev/v1alpha1
                kind: \(kind)
                metadata: {name: wrong}
                spec: {\(spec)}
                """
        )
        #expect(answer.status != 0)
        #expect(answer.error.contains(reason), "\(answer.error)")
    }

    private static let signature = "signature: {by: a, sig: \(String(repeating: "A", count: 86))==}"
    private static let key =
        "{id: kabcdefghijk, public: fspub1aaaa, state: active, created: \"2026-11-21\"}"

    static let wrongElsewhere: [(String, String, String)] = [
        ("GitSource", "url: \"https://ada:secret@example.org/a.git\"", "spec.url"),
        ("GitSource", "url: \"http://example.org/a.git\"", "spec.url"),
        ("GitSource", "ref: main", "spec.url"),
        (
            "GitSource", "url: \"https://example.org/a.git\", secretRef: {name: a}",
            "spec.secretRef.hosts"
        ),
        ("GitSource", "url: \"https://example.org/a.git\", interval: 5", "spec.interval"),
        ("FleetGroup", "all: true, keys: [\(key)], \(signature)", "spec.epoch"),
        ("FleetGroup", "epoch: 1, keys: [\(key)], \(signature)", "spec"),
        ("FleetGroup", "epoch: 1, all: true, cluster: a, keys: [\(key)], \(signature)", "spec"),
        ("FleetGroup", "epoch: 0, all: true, keys: [\(key)], \(signature)", "spec.epoch"),
        ("FleetGroup", "epoch: 1, all: true, keys: [\(key)]", "spec.signature"),
        ("FleetGroup", "epoch: 1, all: true, keys: [], \(signature)", "spec.keys"),
        (
            "FleetCluster",
            "epoch: 1, removed: \"2026-11-21\", groups: [], keys: [\(key)], \(signature)",
            "spec"
        ),
        ("FleetCluster", "epoch: 1, groups: [a], \(signature)", "spec"),
        ("Fleet", "id: x, epoch: 1, operators: [], \(signature)", "spec.id"),
        ("Fleet", "id: faaaaaaaaaaaaaaaaaaaa, epoch: 1, operators: [], \(signature)", "operators"),
    ]

    private func document(_ spec: String, namespace: String) -> String {
        """
        apiVersion: fleetseal.dev/v1alpha1
        kind: FleetSecret
        metadata: {name: db, namespace: \(namespace)}
        spec: {\(spec)}
        """
    }
}
