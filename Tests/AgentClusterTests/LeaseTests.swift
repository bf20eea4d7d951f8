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
}
