import ClusterSupport
import Foundation
import Kubernetes
import Testing

@Suite struct DocumentTests {
    /// Runs an agent once over a fleet's own repository.
    private func deliver(_ fleet: TestFleet, _ site: Site, _ namespace: String) async throws
        -> Command.Result
    {
        try await Command.run(
            TestFleet.program("fleetseal-agent"),
            [
                "run", "--source", "directory:\(fleet.repository)", "--target", "kubernetes",
                "--cluster", "here", "--trust", fleet.trust, "--kubeconfig", site.cluster.admin,
                "--key", fleet.key, "--namespaces", namespace, "--once",
            ]
        )
    }

    private func edit(_ path: String, _ change: (String) -> String) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let changed = change(text)
        try #require(changed != text)
        try changed.write(toFile: path, atomically: true, encoding: .utf8)
    }

    @Test func `layers, remove, a part, a template, a second claim and a rule`() async throws {
        let site = try await Site.shared()
        let fleet = try await TestFleet()
        let namespace = try await site.cluster.namespace()
        let values = [
            ("user", "app", "fleet"), ("password", "everybody", "fleet"),
            ("legacy", "old", "fleet"), ("password", "only-here", "here"),
            ("password", "only-there", "there"),
        ]
        for (key, value, group) in values {
            try await fleet.run(
                ["set", "\(namespace)/db", key, "--for", group, "--stdin"],
                input: value
            )
        }
        let place = "\(fleet.repository)/secrets/\(namespace)"
        try edit("\(place)/db.yaml") { text in
            text.replacing("  - for: here\n", with: "  - for: here\n    remove: [legacy]\n")
                .replacing(
                    "\nspec:\n",
                    with: """

                        spec:
                          template:
                            labels: {app: db}
                            data: {url: "postgres://{{user}}:{{password}}@db"}
                            omit: [user]

                        """
                )
        }
        let wanted = ["password": "only-here", "url": "postgres://app:only-here@db"]
        let first = try await deliver(fleet, site, namespace)
        #expect(first.output == "1 of 1 ready\n", "\(first.error)")
        let secret = try #require(try await site.secret("db", in: namespace))
        #expect(secret.values == wanted)
        #expect(secret.metadata.labels == ["app": "db", "fleetseal.dev/managed": "true"])
        // Its last layers, as files of their own.
        try await fleet.run(["split", "\(namespace)/db"])
        #expect(FileManager.default.fileExists(atPath: "\(place)/db@here.yaml"))
        let second = try await deliver(fleet, site, namespace)
        #expect(second.output == "1 of 1 ready\n", "\(second.output) \(second.error)")
        #expect(!second.error.contains("\"audit\""))
        // Another document for the same Secret.
        try await claim(fleet, site, namespace)
        #expect(try await site.secret("db", in: namespace)?.values == wanted)
        try await rule(fleet, site, namespace)
        #expect(try await site.secret("db", in: namespace)?.values == wanted)
    }

    private func claim(_ fleet: TestFleet, _ site: Site, _ namespace: String) async throws {
        let other = "\(fleet.repository)/secrets/another/\(namespace)"
        try await Command.checked("mkdir", ["-p", other])
        let text = try await fleet.seal("db", in: namespace, ["a": "1"])
        try text.write(toFile: "\(other)/db.yaml", atomically: true, encoding: .utf8)
        let result = try await deliver(fleet, site, namespace)
        #expect(result.status == 1)
        #expect(result.output.contains("ClaimedTwice"), "\(result.output)")
        try await Command.checked("rm", ["-r", "\(fleet.repository)/secrets/another"])
    }

    private func rule(_ fleet: TestFleet, _ site: Site, _ namespace: String) async throws {
        let rule = """
              rules:
              - name: mine
                paths: [secrets/**]
                allow: {namespaces: [others]}

            """
        let path = "\(fleet.repository)/fleetseal.yaml"
        try edit(path) { text in
            text.replacing(/\ {2}rules: *\[\]\n/, with: "")
                .replacing("  signature:", with: rule + "  signature:")
        }
        try await fleet.run(["sign", "--yes", "fleetseal.yaml"])
        let result = try await deliver(fleet, site, namespace)
        #expect(result.status == 1)
        #expect(result.output.contains("RuleViolated"), "\(result.output) \(result.error)")
    }
}
