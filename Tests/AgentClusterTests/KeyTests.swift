import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Payloads
import Sealing
import Testing
import Waiting

@Suite struct KeyTests {
    @Test func `the first key is made only when told to, once, and published`() async throws {
        let site = try await Site.shared()
        let own = try await site.cluster.namespace("agent")
        let arguments = ["--key-namespace", own]
        let result = try await Command.run(
            TestFleet.program("fleetseal-agent"),
            TestAgent.arguments(site, ["nowhere"], hasKeyFile: false) + arguments
        )
        #expect(result.status != 0)
        #expect(result.error.contains("--create-key"))
        try await TestAgent.with(
            site,
            ["nowhere"],
            arguments + ["--create-key"],
            hasKeyFile: false
        ) { agent in
            try await until("it publishes") { try await site.publication(own) != nil }
            let first = try #require(try await site.publication(own))
            #expect(first.contains("\ncluster here\n"))
            #expect(first.contains("\nactive fspub1"))
            #expect(!first.contains("FSKEY"))
            // What a person compares with what is published.
            let fingerprint = try PublicKey(
                text: String(#require(first.firstMatch(of: /\nactive (fspub1[a-z2-7]+)/)).output.1)
            ).fingerprint
            #expect(agent.printed.contains("\"\(fingerprint)\""))
            let other = try await Command.run(
                TestFleet.program("fleetseal-agent"),
                TestAgent.arguments(site, ["nowhere"], hasKeyFile: false).map {
                    $0 == "here" ? "there" : $0
                } + arguments + ["--create-key"]
            )
            #expect(other.status != 0)
            #expect(other.error.contains("has the keys of cluster here, not of there"))
            // A key that somebody else puts there opens, and is not the agent's own.
            try await site.putKey(site.fleet.key, "injected", in: own)
            try await until("it is read") {
                try await site.publication(own)?.contains("\nopens fspub1") ?? false
            }
            let second = try #require(try await site.publication(own))
            let active = first.split(separator: "\n").filter { $0.hasPrefix("active") }
            #expect(second.split(separator: "\n").filter { $0.hasPrefix("active") } == active)
            // A damaged one harms nobody.
            try await site.cluster.kubectl(
                "create",
                "secret",
                "generic",
                "broken",
                "-n",
                own,
                "--from-literal=key=nonsense"
            )
            try await site.cluster.kubectl(
                "label",
                "secret",
                "broken",
                "-n",
                own,
                "fleetseal.dev/key-of=here"
            )
            try await until("it is said") { agent.printed.contains("key Secret not usable") }
            #expect(agent.server.pid != nil)
        }
    }

    @Test func `a key Secret opens documents, also one that comes later`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.deliver("db", in: namespace, ["a": "1"])
        let arguments = ["--key-namespace", own, "--create-key"]
        try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { agent in
            try await until("it says that it lacks the key", within: .seconds(30)) {
                try await site.condition("db", in: namespace)?.reason == "ClusterUnknown"
            }
            try await site.putKey(site.fleet.key, "restored", in: own)
            try await until("it opens", within: .seconds(30)) {
                try await site.secret("db", in: namespace)?.values == ["a": "1"]
            }
            // For documents that go back to a key that their group has dropped since.
            try await until("group keys are remembered") {
                let state = try await site.secret("fleetseal-agent-state", in: own)
                return state?.values["group-keys"]?.contains("\nfleet fspub1") ?? false
            }
        }
        // What was seen of the registry is remembered.
        let state = try #require(try await site.secret("fleetseal-agent-state", in: own))
        #expect(state.values["pin"]?.contains("epoch fleet") ?? false)
    }

    @Test func `a registry that goes back is not followed, also not after a restart`() async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let own = try await site.cluster.namespace("agent")
            try await site.putKey(site.fleet.key, "key", in: own)
            try await site.deliver("db", in: namespace, ["a": "1"])
            let old = try await site.client.get(
                Resource(
                    group: "fleetseal.dev",
                    version: "v1alpha1",
                    kind: "FleetGroup",
                    plural: "fleetgroups",
                    isNamespaced: false
                ),
                "fleet"
            )
            let arguments = ["--key-namespace", own]
            try await site.fleet.run(["group", "rekey", "fleet"])
            try await site.deliverRegistry()
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { agent in
                try await until("it is there") {
                    try await site.condition("db", in: namespace)?.reason == "Applied"
                }
                try await until("it is remembered") {
                    try await site.secret("fleetseal-agent-state", in: own)?.values["pin"] != nil
                }
            }
            let spec = try #require(old.spec)
            _ = try await site.client.patch(
                Resource(
                    group: "fleetseal.dev",
                    version: "v1alpha1",
                    kind: "FleetGroup",
                    plural: "fleetgroups",
                    isNamespaced: false
                ),
                "fleet",
                JSONWriter.payload(["spec": JSONValue(spec)])
            )
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { agent in
                try await until("it is said") { agent.printed.contains("RolledBack") }
                #expect(try await site.secret("db", in: namespace)?.values == ["a": "1"])
            }
        }
    }

    @Test func `group keys are never sealed to a key that somebody put there`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.deliver("db", in: namespace, ["a": "1"])
        // The attacker was faster, and their Secret's name is the first.
        let evil = site.fleet.folder.file("there.key")
        try await site.putKey(evil, "aaa", in: own)
        try await Task.sleep(for: .seconds(1.1))
        try await site.putKey(site.fleet.key, "key", in: own)
        let arguments = ["--key-namespace", own]
        try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { agent in
            try await until("group keys are remembered", within: .seconds(40)) {
                let state = try await site.secret("fleetseal-agent-state", in: own)
                return state?.values["group-keys"] != nil
            }
        }
        let state = try #require(try await site.secret("fleetseal-agent-state", in: own))
        let lines = try #require(state.values["group-keys"]).split(separator: "\n").dropFirst()
        #expect(!lines.isEmpty)
        let fleet = try #require(
            try String(contentsOfFile: "\(site.fleet.repository)/fleetseal.yaml", encoding: .utf8)
                .firstMatch(of: /\n {2}id: ([a-z2-7]+)/)
        )
        for line in lines {
            #expect(try opens(line, site.fleet.key, String(fleet.1)))
            #expect(try !opens(line, evil, String(fleet.1)))
        }
    }

    @Test func `what a deposed leader remembers late takes nothing away`() async throws {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let own = try await site.cluster.namespace("agent")
            try await site.putKey(site.fleet.key, "key", in: own)
            try await site.deliver("db", in: namespace, ["a": "1"])
            let arguments = ["--key-namespace", own]
            func remembered(_ what: String) async throws -> String {
                try await site.secret("fleetseal-agent-state", in: own)?.values[what] ?? ""
            }
            func groupKeys() async throws -> Set<[Substring]> {
                let lines = try await remembered("group-keys").split(separator: "\n").dropFirst()
                return Set(lines.map { Array($0.split(separator: " ").prefix(2)) })
            }
            func rekey() async throws {
                try await site.fleet.run(["group", "rekey", "fleet"])
                try await site.deliverRegistry()
            }
            try await FaultProxy.with(site.cluster) { proxy in
                let user = try await site.cluster.adminKubeconfig(server: proxy.url)
                func writes() throws -> Int {
                    try proxy.seen().requests.count {
                        $0.method == "PATCH" && $0.path.contains("fleetseal-agent-state")
                    }
                }
                try await TestAgent.with(
                    site,
                    [namespace],
                    arguments,
                    kubeconfig: user,
                    hasKeyFile: false
                ) { first in
                    try await until("it remembers", within: .seconds(40)) {
                        try await groupKeys().count == 1
                    }
                    let oldPin = try await remembered("pin")
                    try await rekey()
                    try await until("it has seen it", within: .seconds(40)) {
                        try await remembered("pin") != oldPin
                    }
                    // A value brings it to open the new key, which it is about to remember.
                    try proxy.hold("PATCH", path: "fleetseal-agent-state")
                    let sent = try writes()
                    try await site.deliver("db", in: namespace, ["a": "2"])
                    try await until("it is about to write") { try writes() > sent }
                    first.server.pause()
                    try await TestAgent.with(
                        site,
                        [namespace],
                        arguments,
                        hasKeyFile: false
                    ) { second in
                        try await until("the other leads", within: .seconds(60)) {
                            second.printed.contains("\"leads\"")
                        }
                        let known = try await groupKeys()
                        try await rekey()
                        try await site.deliver("db", in: namespace, ["a": "3"])
                        try await until("it remembers a newer one", within: .seconds(40)) {
                            try await groupKeys().count > known.count
                        }
                    }
                    let before = try await groupKeys()
                    let pin = try await remembered("pin")
                    try proxy.heal()
                    first.server.resume()
                    try await until("it goes on", within: .seconds(60)) {
                        try await groupKeys().count > before.count
                            || first.printed.contains("leads no longer")
                    }
                    #expect(try await groupKeys().isSuperset(of: before))
                    #expect(try await remembered("pin") == pin)
                }
            }
        }
    }

    /// Whether a key file opens a line of the group keys that an agent remembers.
    private func opens(_ line: Substring, _ file: String, _ fleet: String) throws -> Bool {
        let words = line.split(separator: " ").map(String.init)
        let text = Array(try Data(contentsOf: URL(filePath: file)))
        let key = try unsafe IdentityFile(parsing: text.span.bytes).key()
        let known = try PublicKey(text: words[1])
        do {
            _ = try SealedGroupKey(parsing: words[2])
                .open(with: key, fleet: fleet, group: words[0], expecting: known)
            return true
        } catch {
            return false
        }
    }

    @Test func `a start without its own key is refused, also if there is another one`() async throws
    {
        let site = try await Site.shared()
        let own = try await site.cluster.namespace("agent")
        let arguments = ["--key-namespace", own, "--create-key"]
        try await TestAgent.with(site, ["nowhere"], arguments, hasKeyFile: false) { agent in
            try await until("it publishes") { try await site.publication(own) != nil }
            let before = try await site.publication(own)
            try await site.putKey(site.fleet.folder.file("there.key"), "injected", in: own)
            try await until("it is read") {
                try await site.publication(own)?.contains("\nopens fspub1") ?? false
            }
            try await site.client.delete(.secrets, "fleetseal-key", in: own)
            try await until("it says so") { agent.printed.contains("keys not loaded") }
            let active = before?.split(separator: "\n").filter { $0.hasPrefix("active") }
            let now = try await site.publication(own)?.split(separator: "\n")
                .filter { $0.hasPrefix("active") }
            #expect(active == now)
        }
        let result = try await Command.run(
            TestFleet.program("fleetseal-agent"),
            TestAgent.arguments(site, ["nowhere"], hasKeyFile: false) + arguments
        )
        #expect(result.status != 0)
        #expect(result.error.contains("the agent's own key is not in namespace"))
    }

    @Test func `what could not be remembered is remembered later`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.putKey(site.fleet.key, "key", in: own)
        try await site.deliver("db", in: namespace, ["a": "1"])
        try await FaultProxy.with(site.cluster) { proxy in
            let user = try await site.cluster.adminKubeconfig(server: proxy.url)
            let arguments = ["--key-namespace", own]
            func remembers(_ what: String) async throws -> Bool {
                try await site.secret("fleetseal-agent-state", in: own)?.values[what] != nil
            }
            // Not the first one, which notes the active key.
            try proxy.answer(500, to: "PATCH", path: "fleetseal-agent-state", skip: 1)
            try await TestAgent.with(
                site,
                [namespace],
                arguments,
                kubeconfig: user,
                hasKeyFile: false
            ) { agent in
                try await until("it fails", within: .seconds(40)) {
                    agent.printed.contains("state not written")
                }
                #expect(try await !remembers("pin"))
                try proxy.heal()
                try await until("it remembers", within: .seconds(40)) {
                    let hasPin = try await remembers("pin")
                    let hasKeys = try await remembers("group-keys")
                    return hasPin && hasKeys
                }
            }
        }
    }

    @Test func `what is wrong with the registry and with key Secrets is logged once each`()
        async throws
    {
        let site = try await Site.shared()
        let stranger = try await TestFleet()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        let folder = try TemporaryFolder("keys")
        try folder.write("no key\n", to: "bad")
        try await site.putKey(site.fleet.key, "key", in: own)
        try await site.putKey(folder.file("bad"), "bad-1", in: own)
        try await TestAgent.with(
            site,
            [namespace],
            ["--key-namespace", own],
            hasKeyFile: false,
            trust: stranger.trust
        ) { agent in
            func count(_ texts: String...) -> Int {
                agent.printed.split(separator: "\n").count { line in
                    texts.allSatisfy { line.contains($0) }
                }
            }
            let failed = #"fleetseal_agent_source_reads_total{result="failed"}"#
            try await until("the registry was read several times") {
                try await agent.metric(failed) ?? 0 >= 2
            }
            #expect(count("registry not usable") == 1)
            // News of one Secret are none of the other.
            try await site.putKey(folder.file("bad"), "bad-2", in: own)
            try await until("the other is told") { count("key Secret not usable", "bad-2") > 0 }
            #expect(count("key Secret not usable", "bad-1") == 1)
            try await site.client.delete(.secrets, "bad-1", in: own)
            try await site.putKey(site.fleet.key, "again", in: own)
            try await site.client.delete(.secrets, "again", in: own)
            try await Task.sleep(for: .seconds(1))
            try await site.putKey(folder.file("bad"), "bad-1", in: own)
            try await until("one that came back is told again") {
                count("key Secret not usable", "bad-1") == 2
            }
            #expect(count("key Secret not usable", "bad-2") == 1)
            #expect(count("registry not usable") == 1)
        }
    }
}
