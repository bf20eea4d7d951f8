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
            let account = try await install(site)
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
            try refuseOthers(site)
        }
    }

    /// Applies the manifests, and gives what the agent's account logs in with.
    private func install(_ site: Site) async throws -> String {
        for part in ["cluster-wide", "restart"] {
            try await site.cluster.kubectl("apply", "-k", TestFleet.source("deploy/\(part)"))
        }
        try await site.putKey(site.fleet.key, "key", in: "fleetseal")
        return try await site.cluster.kubeconfig(
            serviceAccount: "fleetseal-agent",
            in: "fleetseal"
        )
    }

    private func deliver(_ site: Site, _ namespace: String) async throws {
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
        try await site.deliver("tls", in: namespace, ["a": "1"], immutable: true)
        // It must not reach its own keys by a document.
        try await site.deliver("key", in: "fleetseal", ["key": "x"], spec: "adopt: always")
    }

    private func work(_ site: Site, _ namespace: String) async throws {
        for name in ["db", "tls"] {
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
        try await site.withdraw("db", in: namespace)
        try await until("it is gone") { try await site.secret("db", in: namespace) == nil }
        try await until("the agent's own namespace is refused") {
            try await site.condition("key", in: "fleetseal")?.reason == "OwnNamespace"
        }
    }

    /// What was refused is the one look for which the agent does without the right.
    private func refuseOthers(_ site: Site) throws {
        let refused = try site.cluster.requests { $0.responseStatus?.code == 403 }
            .filter { $0.userAgent?.hasPrefix("fleetseal-agent") ?? false }
        let resources = Set(refused.compactMap(\.objectRef?.resource))
        #expect(resources.isSubset(of: ["customresourcedefinitions"]))
    }
}
