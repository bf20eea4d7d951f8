import ClusterSupport
import Foundation
import Kubernetes
import Testing
import Waiting

@Suite struct BootstrapTests {
    /// Runs the agent of a cluster that finds its key in the namespace `own`.
    private func start(
        _ site: Site,
        _ fleet: TestFleet,
        _ cluster: String,
        _ own: String,
        _ namespace: String,
        from folder: String
    ) async throws -> Server {
        let start = Child.Start(
            TestFleet.program("fleetseal-agent"),
            [
                "run", "--source", "directory:\(folder)", "--target", "kubernetes",
                "--cluster", cluster, "--trust", fleet.trust, "--kubeconfig", site.cluster.admin,
                "--namespaces", namespace, "--key-namespace", own,
            ]
        )
        return try await Server(
            "fleetseal-agent",
            start,
            log: fleet.folder.file("agent-\(UUID().uuidString)")
        ) { nil }
    }

    /// Seals a value for a cluster, and waits for the agent to open it.
    private func opens(_ site: Site, _ fleet: TestFleet, _ cluster: String, _ own: String)
        async throws
    {
        let namespace = try await site.cluster.namespace()
        let value = UUID().uuidString
        try await fleet.run(
            ["set", "\(namespace)/db", "password", "--for", cluster, "--stdin"],
            input: value
        )
        let rendered = fleet.folder.file("rendered-\(namespace)")
        try await fleet.run(["render", "--cluster", cluster, "--out", rendered])
        let agent = try await start(site, fleet, cluster, own, namespace, from: rendered)
        do {
            try await until("it opens", within: .seconds(40)) {
                try await site.secret("db", in: namespace)?.values == ["password": value]
            }
        } catch {
            await agent.kill()
            throw Failure("\(error): \(agent.printed.suffix(2_000))")
        }
        await agent.kill()
        #expect(!agent.printed.contains(value))
        #expect(!agent.printed.contains("FSKEY"))
    }

    @Test func `an agent starts with the Secret that --bootstrap writes, and opens its values`()
        async throws
    {
        let site = try await Site.shared()
        let fleet = try await TestFleet()
        let own = try await site.cluster.namespace("agent")
        let file = fleet.folder.file("boot.yaml")
        let added = try await fleet.command(
            ["cluster", "add", "boot", "--bootstrap", file, "--agent-namespace", own]
        )
        #expect(!(added.output + added.error).contains("FSKEY"))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let manifest = try String(contentsOfFile: file, encoding: .utf8)
        try await site.cluster.kubectl("apply", "-f", file)
        let secret = try #require(try await site.secret("fleetseal-key", in: own))
        #expect(secret.metadata.labels["fleetseal.dev/key-of"] == "boot")
        #expect(secret.type == "fleetseal.dev/key")
        #expect(secret.isImmutable)
        let shown = try await fleet.run(["cluster", "show", "boot"])
        let id = try #require(manifest.firstMatch(of: /k[a-z2-7]{11}/)).0
        #expect(shown.contains(id))
        try await opens(site, fleet, "boot", own)
        // The same for a cluster whose key is lost, through a pipe.
        try await site.cluster.kubectl("delete", "secret", "--all", "-n", own)
        let piped = try await Command.run(
            "sh",
            ["-c", "\"$0\" \"$@\" | cat", TestFleet.program("fleetseal")] + [
                "cluster", "replace-key", "boot", "--bootstrap", "-", "--agent-namespace", own,
            ],
            environment: fleet.environment,
            folder: fleet.repository
        )
        #expect(piped.output.contains("kind: Secret"))
        #expect(piped.error.contains("cluster boot has key"))
        #expect(!piped.error.contains("kind: Secret"))
        try await site.cluster.apply(piped.output)
        try await opens(site, fleet, "boot", own)
    }
}
