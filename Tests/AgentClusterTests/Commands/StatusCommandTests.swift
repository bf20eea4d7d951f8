import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct StatusCommandTests {
    struct Row: Decodable {
        struct Document: Decodable {
            let document: String
            let reason: String
            let drifted: Bool
        }
        let context: String
        let cluster: String?
        let ready: Bool
        let agent: String?
        let count: Int?
        let notReady: Int?
        let drifted: Int?
        let error: String?
        let problems: [String]
        let documents: [Document]
    }

    @Test func `an agent that reads a repository by its settings tells of its documents`()
        async throws
    {
        // No kinds of ours are in this cluster.
        try await Cluster.with { cluster in
            let fleet = try await TestFleet()
            for name in ["payments", "agent"] {
                try await cluster.kubectl("create", "namespace", name)
            }
            try await cluster.putKey(fleet.key, in: "agent")
            try await fleet.run(
                ["set", "payments/db", "password", "--for", "fleet", "--stdin"],
                input: "1"
            )
            try await fleet.run(
                ["set", "payments/lost", "password", "--for", "fleet", "--stdin"],
                input: "1"
            )
            let path = "\(fleet.repository)/secrets/payments/lost.yaml"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try text.replacing("\nspec:\n", with: "\nspec:\n  type: kubernetes.io/tls\n")
                .write(toFile: path, atomically: true, encoding: .utf8)
            let asked = [
                "status", "--kubeconfig", cluster.admin, "--agent-namespace", "agent",
            ]
            let arguments = fleet.folderAgent(cluster.admin, own: "agent", "payments")
            try await fleet.agent(arguments) { _ in
                try await until("it says so", within: .seconds(40)) {
                    let result = try await fleet.tryRun(asked)
                    return result.status == 3
                        && result.output.contains(#/here +running +1/2 +0 +not ready/#)
                        && result.output.contains("the agent's repository  DocumentsNotReady")
                        && result.output.contains(": payments/lost  Rejected")
                }
            }
        }
    }

    @Test func `one line a cluster, the unreachable marked, and the exit status of the whole`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.putKey(site.fleet.key, "key", in: own)
        let kubeconfig = try site.fleet.kubeconfigWithDead(besides: site.cluster.admin)
        let asked = [
            "status", "--kubeconfig", kubeconfig, "--agent-namespace", own, "--namespace",
            namespace,
        ]
        let absent = try await site.fleet.tryRun(asked)
        #expect(absent.status == 3)
        #expect(absent.output.contains("none"))
        #expect(absent.output.contains("no agent"))
        try await site.deliver("db", in: namespace, ["a": "1"])
        try await site.deliver("other", in: namespace, ["a": "1"], group: "there")
        let arguments = ["--key-namespace", own]
        try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { _ in
            try await until("it is delivered") {
                let one = try await site.condition("db", in: namespace)?.reason
                let other = try await site.condition("other", in: namespace)?.reason
                return one == "Applied" && other == "NotForThisCluster"
            }
            try await site.publishes(own)
            let ready = try await site.fleet.tryRun(asked + ["--context", "test"])
            #expect(ready.status == 0, "\(ready.output)\(ready.error)")
            #expect(ready.output.contains(#/test +here +running +1/1 +0 +ready/#))

            let both = try await site.fleet.tryRun(
                asked + ["--context", "dead", "--context", "test"]
            )
            #expect(both.status == 3)
            let lines = both.output.split(separator: "\n")
            #expect(lines.count == 4, "\(both.output)")
            #expect(lines[1].contains(#/^dead .*no answer$/#))
            #expect(lines[2].contains(#/^test .*ready$/#))
            #expect(lines[3].contains(#/^dead: list FleetSecret .*127\.0\.0\.1/#))

            try await site.edit("db", in: namespace, ["data": ["a": "eA=="]])
            try await site.cluster.kubectl(
                "create",
                "secret",
                "generic",
                "foreign",
                "-n",
                namespace
            )
            try await site.deliver("foreign", in: namespace, ["a": "1"])
            try await until("both are said") {
                let drifted = try await site.condition("db", in: namespace, "Drifted")?.status
                let foreign = try await site.condition("foreign", in: namespace)?.reason
                return drifted == "True" && foreign == "NotOwned"
            }
            let bad = try await site.fleet.tryRun(asked + ["--context", "test", "--json"])
            #expect(bad.status == 3)
            let rows = try JSONDecoder().decode([Row].self, from: Data(bad.output.utf8))
            let row = try #require(rows.first)
            #expect(rows.count == 1)
            #expect(row.cluster == "here")
            #expect(row.agent == "running")
            #expect(!row.ready)
            #expect(row.count == 2)
            #expect(row.notReady == 1)
            #expect(row.drifted == 1)
            let shown = row.documents.map { "\($0.document) \($0.reason) \($0.drifted)" }
            #expect(
                shown == ["\(namespace)/db Drifted true", "\(namespace)/foreign NotOwned false"]
            )
        }
    }

    @Test func `a context that does not exist is a cluster that did not answer`() async throws {
        let site = try await Site.shared()
        let result = try await site.fleet.tryRun(
            ["status", "--kubeconfig", site.cluster.admin, "--context", "nowhere"],
            in: "/"
        )
        #expect(result.status == 3)
        #expect(result.output.contains("nowhere: "))
        #expect(result.output.contains("there is no context nowhere"))
    }

    @Test func `a tenant sees the documents of their namespace, and that is all`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deliver("db", in: namespace, ["a": "1"])
        try await site.cluster.kubectl(
            "apply",
            "-f",
            TestFleet.source("deploy/roles/tenant.yaml")
        )
        try await site.cluster.kubectl(
            "create",
            "rolebinding",
            "tenant",
            "-n",
            namespace,
            "--clusterrole=fleetseal-tenant",
            "--user=tenant"
        )
        let tenant = try await site.cluster.kubeconfig(user: "tenant")
        let own = try await site.fleet.tryRun(
            ["status", "--kubeconfig", tenant, "--namespace", namespace]
        )
        #expect(own.output.contains(#/\(current\) +- +- +0/1 /#), "\(own.output)")
        #expect(own.output.contains("\(namespace)/db  NotSeen"))
        let all = try await site.fleet.tryRun(["status", "--kubeconfig", tenant])
        #expect(all.status == 3)
        #expect(all.output.contains("no answer"))
        #expect(all.output.contains("forbidden") || all.output.contains("Forbidden"))
    }
}
