import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Rotation
import Sealing
import Testing
import Waiting

@Suite struct ClusterAddTests {
    /// Runs an agent of the cluster `name` that makes its own key, until it publishes it.
    private func publish(_ name: String, _ site: Site) async throws -> String {
        let own = try await site.cluster.namespace("agent")
        let arguments = ["--cluster", name, "--key-namespace", own, "--create-key"]
        let all = TestAgent.arguments(site, ["nowhere"], hasKeyFile: false).filter { $0 != "here" }
        let start = Child.Start(
            TestFleet.program("fleetseal-agent"),
            all.filter { $0 != "--cluster" } + arguments
        )
        let folder = try TemporaryFolder("agent")
        let agent = try await Server("fleetseal-agent", start, log: folder.file("log")) { nil }
        do {
            try await until("it publishes") {
                (try? await site.client.get(.configMaps, "fleetseal-publication", in: own)) != nil
            }
        } catch {
            await agent.kill()
            throw Failure("\(error): \(agent.printed.suffix(2_000))")
        }
        await agent.kill()
        return own
    }

    @Test func `takes the key that the agent publishes, if its fingerprint is the one given`()
        async throws
    {
        let site = try await Site.shared()
        let own = try await publish("new-1", site)
        let fleet = try await TestFleet()
        let reading = [
            "--kubeconfig", site.cluster.admin, "--context", "test", "--agent-namespace", own,
        ]
        // Nobody is there to compare fingerprints.
        let unasked = try await fleet.tryRun(["cluster", "add", "new-1"] + reading)
        #expect(unasked.status == 1)
        #expect(unasked.error.contains("--fingerprint FINGERPRINT"))
        let shown = try #require(unasked.error.firstMatch(of: /([a-z2-7]{4}-?){13}/))
        let fingerprint = String(shown.0)

        let other = try await fleet.tryRun(
            ["cluster", "add", "another"] + reading + ["--fingerprint", fingerprint]
        )
        #expect(other.status == 1)
        #expect(other.error.contains("is that of cluster new-1"))

        let wrong = try await fleet.run(["operator", "list", "--json"])
        let foreign = try #require(wrong.firstMatch(of: /([a-z2-7]{4}-){12}[a-z2-7]{4}/))
        let mistaken = try await fleet.tryRun(
            ["cluster", "add", "new-1"] + reading + ["--fingerprint", String(foreign.0)]
        )
        #expect(mistaken.status == 1)
        #expect(mistaken.error.contains("not the one that --fingerprint gives"))
        #expect(
            !FileManager.default.fileExists(atPath: fleet.repository + "/keys/clusters/new-1.yaml")
        )

        try await fleet.command(
            ["cluster", "add", "new-1"] + reading + ["--fingerprint", fingerprint]
        )
        let file = try String(
            contentsOfFile: fleet.repository + "/keys/clusters/new-1.yaml",
            encoding: .utf8
        )
        let kubeSystem = try await site.client.get(.namespaces, "kube-system").metadata.uid
        #expect(file.contains("kubeSystemUID: "))
        #expect(file.contains(kubeSystem))
        #expect(try await fleet.tryRun(["check"]).status == 0)
        let listed = try await fleet.run(["cluster", "show", "new-1"])
        #expect(listed.contains(fingerprint))
    }

    @Test func `at a terminal it shows the fingerprint and asks`() async throws {
        let site = try await Site.shared()
        let own = try await publish("new-3", site)
        let fleet = try await TestFleet()
        let command =
            "\(TestFleet.program("fleetseal")) cluster add new-3 --kubeconfig \(site.cluster.admin)"
            + " --context test --agent-namespace \(own)"
        let file = fleet.repository + "/keys/clusters/new-3.yaml"
        for (answer, isTaken) in [("n", false), ("\n", false), ("y", true)] {
            // It gives the program a terminal.
            let result = try await Command.run(
                "script",
                ["-qec", command, "/dev/null"],
                input: answer + "\n",
                environment: fleet.environment,
                folder: fleet.repository
            )
            #expect(result.output.contains(#/([a-z2-7]{4}-){12}[a-z2-7]{4}/#))
            #expect(result.output.contains("Is this the cluster's key?"))
            #expect((result.status == 0) == isTaken, "\(result.output)")
            #expect(FileManager.default.fileExists(atPath: file) == isTaken)
        }
    }

    @Test func `replaces the key by another that is published, and notices another cluster`()
        async throws
    {
        let site = try await Site.shared()
        let fleet = try await TestFleet()
        let reading = ["--kubeconfig", site.cluster.admin, "--context", "test"]
        func take(_ command: String, from own: String) async throws -> Command.Result {
            let call = ["cluster", command, "new-4", "--agent-namespace", own] + reading
            let unasked = try await fleet.tryRun(call)
            let shown = unasked.error.firstMatch(of: #/([a-z2-7]{4}-){12}[a-z2-7]{4}/#)
            let fingerprint = String(try #require(shown).0)
            return try await fleet.command(call + ["--fingerprint", fingerprint])
        }
        _ = try await take("add", from: publish("new-4", site))
        let same = try await take("replace-key", from: publish("new-4", site))
        #expect(!same.error.contains("kube-system"), "\(same.error)")

        let third = try await publish("new-4", site)
        let map = try await site.client.get(.configMaps, "fleetseal-publication", in: third)
        let text = try #require(map.node[path: "data", "publication"]?.string)
        let uid = try #require(text.firstMatch(of: #/kube-system (\S+)/#)).1
        func put(_ text: String) async throws -> String {
            let own = try await site.cluster.namespace("agent")
            try await site.cluster.kubectl(
                "create",
                "configmap",
                "fleetseal-publication",
                "-n",
                own,
                "--from-literal=publication=" + text
            )
            return own
        }
        // Who changes a byte of it would have to sign it.
        let changed = try await put(text.replacing(uid, with: "another-uid"))
        let call = ["cluster", "replace-key", "new-4", "--agent-namespace", changed] + reading
        let refused = try await fleet.tryRun(call)
        #expect(refused.status == 1)
        #expect(refused.error.contains("not signed by the key that it names"))

        let key = HeldKey(PrivateKey.random())
        let elsewhere = Publication.following(
            nil,
            from: Publication.Origin(
                cluster: "new-4",
                kubeSystem: "another-uid",
                instance: "1"
            ),
            fleet: nil,
            keys: PublishedKeys(active: key.key.publicKey),
            lines: [],
            signedBy: key,
            and: nil
        )
        let other = try await take("replace-key", from: put(try #require(elsewhere).text))
        #expect(other.error.contains("another-uid"), "\(other.error)")
        let file = try String(
            contentsOfFile: fleet.repository + "/keys/clusters/new-4.yaml",
            encoding: .utf8
        )
        #expect(file.contains("another-uid") && !file.contains(uid))
        #expect(try await fleet.tryRun(["check"]).status == 0)
    }

    @Test func `says where no agent publishes, and does not take options that mean nothing`()
        async throws
    {
        let site = try await Site.shared()
        let reading = ["--kubeconfig", site.cluster.admin, "--context", "test"]
        let absent = try await site.fleet.tryRun(
            ["cluster", "add", "new-2"] + reading + ["--agent-namespace", "nowhere"]
        )
        #expect(absent.status == 1)
        #expect(absent.error.contains("no ConfigMap nowhere/fleetseal-publication"))
        let both = try await site.fleet.tryRun(
            ["cluster", "add", "new-2", "--new-key", "/tmp/new-2.key"] + reading
        )
        #expect(both.status == 2)
        let alone = try await site.fleet.tryRun(
            ["cluster", "add", "new-2", "--new-key", "/tmp/new-2.key", "--agent-namespace", "x"]
        )
        #expect(alone.status == 2)
        #expect(alone.error.contains("--agent-namespace is only for a key that --context reads"))
        // Somebody else's ConfigMap of that name.
        let own = try await site.cluster.namespace("agent")
        try await site.cluster.kubectl(
            "create",
            "configmap",
            "fleetseal-publication",
            "-n",
            own,
            "--from-literal=publication=nonsense"
        )
        let nonsense = try await site.fleet.tryRun(
            ["cluster", "add", "new-2"] + reading + ["--agent-namespace", own]
        )
        #expect(nonsense.status == 1)
        #expect(nonsense.error.contains("is not as agents of this version write it"))
    }
}
