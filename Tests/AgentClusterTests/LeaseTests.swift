import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct LeaseTests {
    /// Two replicas with one key in one namespace.
    private func replicas(
        _ site: Site,
        _ namespace: String,
        _ body: (_ first: TestAgent, _ second: TestAgent) async throws -> Void
    ) async throws {
        let own = try await site.cluster.namespace("agent")
        try await site.putKey(site.fleet.key, "key", in: own)
        let arguments = ["--key-namespace", own]
        try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { first in
            try await until("one leads") { first.printed.contains("\"leads\"") }
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { second in
                try await until("the other watches") { second.printed.contains("registry read") }
                try await body(first, second)
            }
        }
    }

    @Test func `the other takes over soon when the leader is killed`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await replicas(site, namespace) { first, second in
            #expect(!second.printed.contains("\"leads\""))
            let start = ContinuousClock.now
            await first.server.kill()
            try await until("the other leads", within: .seconds(60)) {
                second.printed.contains("\"leads\"")
            }
            // Less than 15 seconds are promised; a busy machine gets twice as many.
            #expect(ContinuousClock.now - start < .seconds(30))
            try await site.deliver("db", in: namespace, ["a": "1"])
            try await until("it is there", within: .seconds(30)) {
                try await site.secret("db", in: namespace) != nil
            }
        }
    }

    @Test func `a leader that was stopped for longer than its Lease writes nothing afterwards`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
        try await replicas(site, namespace) { first, second in
            try await until("it is there") { try await site.secret("db", in: namespace) != nil }
            first.server.pause()
            try await site.deliver("db", in: namespace, ["a": "2"], spec: "drift: heal")
            try await until("the other does it", within: .seconds(30)) {
                try await site.secret("db", in: namespace)?.values == ["a": "2"]
            }
            let version = try await site.secret("db", in: namespace)?.metadata.resourceVersion
            let before = first.printed.split(separator: "\n").count { $0.contains("\"audit\"") }
            first.server.resume()
            try await until("it knows") { first.printed.contains("leads no longer") }
            let after = first.printed.split(separator: "\n").count { $0.contains("\"audit\"") }
            #expect(after == before)
            #expect(
                try await site.secret("db", in: namespace)?.metadata.resourceVersion == version
            )
        }
    }

    @Test func `writes that a deposed leader has under way change nothing when they arrive`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.putKey(site.fleet.key, "key", in: own)
        func versions(_ value: String) async throws -> [String: String] {
            let all = try await site.client.list(.secrets, Selection(namespace: namespace))
            let good = all.filter { SeenSecret($0).values == ["name": $0.name, "value": value] }
            return Dictionary(uniqueKeysWithValues: good.map { ($0.name, $0.resourceVersion) })
        }
        func writes(_ proxy: FaultProxy) throws -> Int {
            try proxy.seen().requests.count {
                $0.method == "PATCH" && $0.path.contains("/secrets/")
            }
        }
        let arguments = ["--key-namespace", own]
        _ = try await site.fill(namespace, 100, "1")
        try await FaultProxy.with(site.cluster) { proxy in
            let user = try await site.cluster.adminKubeconfig(server: proxy.url)
            let first = try await TestAgent(
                site,
                [namespace],
                arguments,
                kubeconfig: user,
                hasKeyFile: false
            )
            try await until("the first has all", within: .seconds(60)) {
                try await versions("1").count == 100
            }
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { second in
                // Its next writes are on the way, and stay there.
                try proxy.hold("PATCH", path: "/secrets/")
                let sent = try writes(proxy)
                _ = try await site.fill(namespace, 100, "2")
                try await until("many are") { try writes(proxy) >= sent + 10 }
                first.server.pause()
                _ = try await site.fill(namespace, 100, "3")
                try await until("the second does all", within: .seconds(60)) {
                    try await versions("3").count == 100
                }
                let before = try await versions("3")
                #expect(second.printed.contains("\"leads\""))
                try proxy.heal()
                try await until("they arrive", within: .seconds(60)) {
                    try site.writes(in: namespace).count { $0.responseStatus?.code == 409 } >= 10
                }
                #expect(try await versions("3") == before)
                first.server.resume()
                try await until("the first knows", within: .seconds(30)) {
                    first.printed.contains("leads no longer")
                }
                try await Task.sleep(for: .seconds(2))
                #expect(try await versions("3") == before)
            }
            await first.server.kill()
        }
    }

    @Test func `a hook that reaches a replica which does not lead makes the leader look at once`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.putKey(site.fleet.key, "key", in: own)
        let folder = try TemporaryFolder("hook")
        try folder.write(Self.hookSecret, to: "secret")
        let arguments = ["--key-namespace", own, "--hook-secret", folder.file("secret")]
        try await GitSite.with(site) { git in
            func agent(
                _ name: String,
                _ body: (TestAgent) async throws -> Void
            ) async throws {
                try await TestAgent.with(
                    site,
                    [namespace],
                    arguments,
                    hasKeyFile: false,
                    source: git.source(name, interval: "24h"),
                    body
                )
            }
            func arrives(_ value: String) async throws {
                try await until("\(value) is there", within: .seconds(60)) {
                    try await site.secret("db", in: namespace)?.values == ["a": value]
                }
            }
            try await git.deliver("db", in: namespace, ["a": "1"])
            try await agent("first") { first in
                try await arrives("1")
                try await agent("second") { second in
                    try await until("the other has read it") {
                        try await second.metric("fleetseal_agent_source_known") == 1
                    }
                    for value in ["2", "3"] {
                        try await git.deliver("db", in: namespace, ["a": value])
                        #expect(try await second.hook(Self.hookSecret) == "202")
                        try await arrives(value)
                    }
                    #expect(!second.printed.contains("\"leads\""))
                    #expect(!first.printed.contains("leads no longer"))
                    let lease = try await site.client.get(.leases, "fleetseal-agent", in: own)
                    #expect(lease.spec?["leaseTransitions"]?.integer == 0)
                }
            }
        }
    }

    private static let hookSecret = "0123456789abcdef0123456789abcdef"
}
