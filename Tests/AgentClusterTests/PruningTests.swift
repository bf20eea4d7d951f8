import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct PruningTests {
    @Test func `the Secret of a document that goes, goes, and one that is to be retained stays`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("gone", in: namespace, ["a": "1"])
        try await site.deliver("kept", in: namespace, ["a": "1"], spec: "deletion: retain")
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("both are there") {
                let one = try await site.condition("gone", in: namespace)?.reason
                let other = try await site.condition("kept", in: namespace)?.reason
                return one == "Applied" && other == "Applied"
            }
            for name in ["gone", "kept"] { try await site.withdraw(name, in: namespace) }
            try await until("one is gone") {
                try await site.secret("gone", in: namespace) == nil
            }
            #expect(try await site.secret("kept", in: namespace) != nil)
            #expect(agent.printed.contains(#""action":"delete","cause":"Pruned""#))
        }
    }

    @Test func `many at once stay until somebody says that they may go`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let names = (0..<20).map { "s-\($0)" }
        let documents = try await site.fleet.sealMany(names, in: namespace) { ["a": $0] }
        #expect(documents.count == 20)
        for (name, text) in documents { try await site.put(text, name, in: namespace) }
        #expect(try await TestAgent.once(site, [namespace]).status == 0)
        for name in names.prefix(12) { try await site.withdraw(name, in: namespace) }
        let blocked = try await TestAgent.once(site, [namespace])
        #expect(blocked.status == 1)
        let line = try #require(blocked.output.firstMatch(of: /PruneBlocked .*(set-[a-z0-9]+)/))
        for name in names { #expect(try await site.secret(name, in: namespace) != nil) }
        let freed = try await TestAgent.once(
            site,
            [namespace],
            ["--prune-acknowledged", String(line.1)]
        )
        #expect(freed.status == 0, "\(freed.output)")
        for (index, name) in names.enumerated() {
            let isThere = try await site.secret(name, in: namespace) != nil
            #expect(isThere == (index >= 12))
        }
    }

    @Test func `a right that is withdrawn and a definition that is deleted take nothing with them`()
        async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            try await site.cluster.kubectl(
                "create",
                "clusterrolebinding",
                "agent",
                "--clusterrole=cluster-admin",
                "--user=agent"
            )
            let user = try await site.cluster.kubeconfig(user: "agent")
            for name in ["a", "b", "c"] { try await site.deliver(name, in: namespace, ["k": name]) }
            try await TestAgent.with(site, [], kubeconfig: user) { agent in
                try await until("all are there", within: .seconds(40)) {
                    for name in ["a", "b", "c"] {
                        let ready = try await site.condition(name, in: namespace)
                        guard ready?.reason == "Applied" else { return false }
                    }
                    return true
                }
                try await site.cluster.kubectl("delete", "clusterrolebinding", "agent")
                try await site.withdraw("a", in: namespace)
                try await Task.sleep(for: .seconds(8))
                #expect(try await site.secret("a", in: namespace) != nil)
                try await site.cluster.kubectl(
                    "create",
                    "clusterrolebinding",
                    "agent",
                    "--clusterrole=cluster-admin",
                    "--user=agent"
                )
                try await until("the right counts again", within: .seconds(60)) {
                    try await site.secret("a", in: namespace) == nil
                }
                try await site.cluster.kubectl("delete", "crd", "fleetsecrets.fleetseal.dev")
                // Longer than documents have to be gone before their Secrets go.
                try await Task.sleep(for: .seconds(10))
                #expect(try await site.secret("b", in: namespace)?.values == ["k": "b"])
                #expect(try await site.secret("c", in: namespace)?.values == ["k": "c"])
                // Made anew, it has no documents: nobody has deleted any.
                try await site.cluster.kubectl(
                    "apply",
                    "-f",
                    TestFleet.source("deploy/crds/fleetsecrets.yaml")
                )
                try await until("documents are known again", within: .seconds(60)) {
                    try await agent.metric("fleetseal_agent_source_known") == 1
                }
                try await until("it says so", within: .seconds(60)) {
                    agent.printed.contains("definition was made anew")
                }
                try await Task.sleep(for: .seconds(3))
                #expect(try await site.secret("b", in: namespace)?.values == ["k": "b"])
                #expect(try await site.secret("c", in: namespace)?.values == ["k": "c"])
                // A document that comes back is one like any other.
                try await site.deliver("b", in: namespace, ["k": "b2"])
                try await until("it is delivered", within: .seconds(60)) {
                    try await site.secret("b", in: namespace)?.values == ["k": "b2"]
                }
                try await site.withdraw("b", in: namespace)
                try await until("and goes with its document", within: .seconds(60)) {
                    try await site.secret("b", in: namespace) == nil
                }
                #expect(try await site.secret("c", in: namespace)?.values == ["k": "c"])
            }
        }
    }

    @Test func `a definition that was made anew while no agent ran takes nothing with it`()
        async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            for name in ["a", "b"] { try await site.deliver(name, in: namespace, ["k": name]) }
            #expect(try await TestAgent.once(site, []).status == 0)
            try await site.cluster.kubectl("delete", "crd", "fleetsecrets.fleetseal.dev")
            try await site.cluster.kubectl(
                "apply",
                "-f",
                TestFleet.source("deploy/crds/fleetsecrets.yaml")
            )
            try await until("the kind is served again", within: .seconds(60)) {
                let list = try? await site.cluster.kubectl("get", "fsec", "-A", "-o", "name")
                return list?.isEmpty ?? false
            }
            try await TestAgent.with(site, []) { agent in
                try await until("it says so", within: .seconds(60)) {
                    agent.printed.ranges(of: "document went with its definition").count == 2
                }
                try await Task.sleep(for: .seconds(3))
                #expect(try await site.secret("a", in: namespace)?.values == ["k": "a"])
                #expect(try await site.secret("b", in: namespace)?.values == ["k": "b"])
                try await site.deliver("b", in: namespace, ["k": "b2"])
                try await until("it is delivered", within: .seconds(60)) {
                    try await site.secret("b", in: namespace)?.values == ["k": "b2"]
                }
                try await site.withdraw("b", in: namespace)
                try await until("and goes with its document", within: .seconds(60)) {
                    try await site.secret("b", in: namespace) == nil
                }
                #expect(try await site.secret("a", in: namespace) != nil)
            }
        }
    }

    @Test func `of 1,000 documents that are deleted while the agent runs, the Secrets stay`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let names = (0..<1_000).map { "s-\($0)" }
        let documents = try await site.fleet.sealMany(names, in: namespace) { ["name": $0] }
        #expect(documents.count == 1_000)
        func everywhere(_ body: @escaping @Sendable (String) async throws -> Void) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for name in names { group.addTask { try await body(name) } }
                try await group.waitForAll()
            }
        }
        try await everywhere { try await site.put(documents[$0] ?? "", $0, in: namespace) }
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("all are there", within: .seconds(360)) {
                try await agent.metric(#"fleetseal_agent_documents{reason="Applied"}"#) == 1_000
            }
            try await everywhere { try await site.withdraw($0, in: namespace) }
            try await until("it says so", within: .seconds(60)) {
                try await agent.metric("fleetseal_agent_prune_blocked") == 1
            }
            // Longer than documents have to be gone before their Secrets go.
            try await Task.sleep(for: .seconds(7))
            #expect(!agent.printed.contains(#""action":"delete""#))
            let left = try await site.client.list(.secrets, Selection(namespace: namespace))
            #expect(Set(left.map(\.name)) == Set(names))
            #expect(try await agent.get("/v1/status").contains("PruneBlocked"))
        }
    }
}
