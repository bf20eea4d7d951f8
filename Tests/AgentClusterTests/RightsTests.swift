import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct RightsTests {
    @Test func `the rights of the manifests are enough, and are used for nothing else`()
        async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let account = try await site.install(["cluster-wide", "restart"])
            try await deliver(site, namespace)
            let arguments = ["--key-namespace", "fleetseal", "--adopt", "always"]
            let agent = try await TestAgent(
                site,
                [],
                arguments,
                kubeconfig: account,
                hasKeyFile: false
            )
            do {
                try await work(site, namespace)
            } catch {
                throw Failure("\(error); the agent said: \(agent.printed.suffix(3_000))")
            }
            await agent.server.kill()
            try site.expectNothingRefused()
        }
    }

    private func deliver(_ site: Site, _ namespace: String) async throws {
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
        try await site.deliver("tls", in: namespace, ["a": "1"], immutable: true)
        try await site.deployWorkload(in: namespace)
        try await site.deliver("app", in: namespace, ["a": "1"], spec: Self.restarting)
        // It must not reach its own keys by a document.
        try await site.deliver("key", in: "fleetseal", ["key": "x"], spec: "adopt: always")
    }

    private static let restarting = "restart: [deployment/api]"

    private func work(_ site: Site, _ namespace: String) async throws {
        for name in ["db", "tls", "app"] {
            try await until("\(name) is there", within: .seconds(40)) {
                try await site.secret(name, in: namespace) != nil
            }
        }
        try await site.edit("db", in: namespace, ["data": ["b": "eA=="]])
        try await site.deliver("tls", in: namespace, ["a": "2"], immutable: true)
        try await until("one is healed") {
            try await site.secret("db", in: namespace)?.values == ["a": "1"]
        }
        try await until("one is made anew") {
            try await site.secret("tls", in: namespace)?.values == ["a": "2"]
        }
        try await site.deliver("app", in: namespace, ["a": "2"], spec: Self.restarting)
        try await until("a workload is restarted") {
            try await site.client.get(.deployments, "api", in: namespace).metadata.generation == 2
        }
        try await site.withdraw("db", in: namespace)
        try await until("it is gone") { try await site.secret("db", in: namespace) == nil }
        try await until("the agent's own namespace is refused") {
            try await site.condition("key", in: "fleetseal")?.reason == "OwnNamespace"
        }
    }
}
