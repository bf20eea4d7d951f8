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
        try await site.cluster.kubectl(
            "create",
            "secret",
            "generic",
            "key",
            "-n",
            own,
            "--from-file=key=\(site.fleet.key)"
        )
        try await site.cluster.kubectl(
            "label",
            "secret",
            "key",
            "-n",
            own,
            "fleetseal.dev/key-of=here"
        )
        let arguments = ["--key-namespace", own]
        try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { first in
            try await until("one leads") { first.printed.contains("\"leads\"") }
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { second in
                try await until("the other watches") { second.printed.contains("registry read") }
                try await body(first, second)
            }
        }
    }

    @Test func `the other takes over within 15 seconds when the leader is killed`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await replicas(site, namespace) { first, second in
            #expect(!second.printed.contains("\"leads\""))
            let start = ContinuousClock.now
            await first.server.kill()
            try await site.deliver("db", in: namespace, ["a": "1"])
            try await until("it is there", within: .seconds(30)) {
                try await site.secret("db", in: namespace) != nil
            }
            #expect(ContinuousClock.now - start < .seconds(15))
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
        let names = (0..<100).map { "s-\($0)" }
        func put(_ value: String) async throws {
            let documents = try await site.fleet.sealMany(names, in: namespace) {
                ["name": $0, "value": value]
            }
            for (name, text) in documents { try await site.put(text, name, in: namespace) }
        }
        func versions(_ value: String) async throws -> [String: String] {
            let all = try await site.client.list(.secrets, Selection(namespace: namespace))
            let good = all.filter { SeenSecret($0).values == ["name": $0.name, "value": value] }
            return Dictionary(uniqueKeysWithValues: good.map { ($0.name, $0.resourceVersion) })
        }
        let arguments = ["--key-namespace", own]
        try await put("1")
        try await FaultProxy.with(site.cluster, .bytes) { proxy in
            let user = try await site.cluster.adminKubeconfig(server: proxy.url)
            let first = try await TestAgent(
                site,
                [namespace],
                arguments,
                kubeconfig: user,
                hasKeyFile: false
            )
            try await until("the first has some") { first.changes > 10 }
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { second in
                // Its writes are on the way, and stay there.
                try proxy.hold()
                try await Task.sleep(for: .milliseconds(200))
                first.server.pause()
                try await put("2")
                try await until("the second does all", within: .seconds(60)) {
                    try await versions("2").count == 100
                }
                let before = try await versions("2")
                let told = first.changes
                try proxy.flow()
                first.server.resume()
                try await until("the first knows", within: .seconds(30)) {
                    first.printed.contains("leads no longer")
                }
                try await Task.sleep(for: .seconds(2))
                #expect(try await versions("2") == before)
                #expect(second.printed.contains("\"leads\""))
                // What it is told of are writes that arrived before it was deposed.
                #expect(first.changes - told <= 32)
            }
            await first.server.kill()
        }
    }
}
