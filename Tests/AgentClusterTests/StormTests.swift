import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct StormTests {
    @Test func `answers of 429 and 500 are waited out`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await FaultProxy.with(site.cluster) { proxy in
            let user = try await site.cluster.adminKubeconfig(server: proxy.url)
            try proxy.answer(429, headers: ["Retry-After": "1"], to: "PATCH", times: 20)
            let names = try await site.fill(namespace, 30, "1")
            try await TestAgent.with(site, [namespace], kubeconfig: user) { agent in
                try await until("all are there", within: .seconds(60)) {
                    try await site.good(namespace, names, "1") == 30
                }
                try proxy.answer(500, to: "PATCH", times: 40)
                _ = try await site.fill(namespace, 30, "2")
                try await until("all changed", within: .seconds(60)) {
                    try await site.good(namespace, names, "2") == 30
                }
            }
        }
    }

    @Test func `while every answer is 429 or 500 nothing goes, and afterwards all is told`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let names = try await site.fill(namespace, 30, "1")
        try await FaultProxy.with(site.cluster) { proxy in
            let user = try await site.cluster.adminKubeconfig(server: proxy.url)
            try proxy.answer(429, headers: ["Retry-After": "1"])
            try await TestAgent.with(site, [namespace], kubeconfig: user) { agent in
                try await until("it has met the storm") { try proxy.seen().requests.count > 3 }
                #expect(try await site.good(namespace, names, "1") == 0)
                try proxy.heal()
                try await until("all are there", within: .seconds(60)) {
                    try await site.good(namespace, names, "1") == 30
                }
                try await until("it says so", within: .seconds(60)) {
                    try await agent.metric(#"fleetseal_agent_documents{reason="Applied"}"#) == 30
                }
                try proxy.answer(500)
                try proxy.cut()
                _ = try await site.fill(namespace, 25, "2")
                for name in names.suffix(5) { try await site.withdraw(name, in: namespace) }
                try await until("it knows that it does not know", within: .seconds(30)) {
                    try await agent.metric("fleetseal_agent_source_known") == 0
                }
                // Longer than documents have to be gone before their Secrets go.
                try await Task.sleep(for: .seconds(6))
                #expect(try await site.good(namespace, names, "1") == 30)
                try proxy.heal()
                try await until("all changed, and five are gone", within: .seconds(90)) {
                    let all = try await site.client.list(.secrets, Selection(namespace: namespace))
                    let changed = try await site.good(namespace, names, "2")
                    return all.count == 25 && changed == 25
                }
                try await until("it says so", within: .seconds(60)) {
                    let applied = try await agent.metric(
                        #"fleetseal_agent_documents{reason="Applied"}"#
                    )
                    let isKnown = try await agent.metric("fleetseal_agent_source_known") == 1
                    return applied == 25 && isKnown
                }
            }
        }
    }

    @Test func `after 410 everything is listed anew, and what went meanwhile goes`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        for name in ["stays", "changes", "goes", "edited", "deleted"] {
            try await site.deliver(name, in: namespace, ["a": "1"], spec: "drift: heal")
        }
        try await FaultProxy.with(site.cluster) { proxy in
            let user = try await site.cluster.adminKubeconfig(server: proxy.url)
            try await TestAgent.with(site, [namespace], kubeconfig: user) { agent in
                try await until("all are there") {
                    try await agent.metric(#"fleetseal_agent_documents{reason="Applied"}"#) == 5
                }
                let version = try await site.secret("stays", in: namespace)?.metadata
                    .resourceVersion
                // Nobody is watching while all this happens.
                try proxy.refuse()
                try proxy.cut()
                try await site.deliver("changes", in: namespace, ["a": "2"], spec: "drift: heal")
                try await site.deliver("comes", in: namespace, ["a": "1"])
                try await site.withdraw("goes", in: namespace)
                try await site.edit("edited", in: namespace, ["data": ["a": "eA=="]])
                try await site.client.delete(.secrets, "deleted", in: namespace)
                try proxy.answer(410, body: Self.gone, to: "GET", path: "watch=1", times: 40)
                try proxy.accept()
                let wanted: [String: [String: String]?] = [
                    "stays": ["a": "1"], "changes": ["a": "2"], "comes": ["a": "1"], "goes": nil,
                    "edited": ["a": "1"], "deleted": ["a": "1"],
                ]
                for (name, values) in wanted {
                    try await until("\(name) is as it should be", within: .seconds(60)) {
                        try await site.secret(name, in: namespace)?.values == values
                    }
                }
                // And it watches again.
                try proxy.heal()
                try await site.deliver("comes", in: namespace, ["a": "3"])
                try await until("the next change comes", within: .seconds(60)) {
                    try await site.secret("comes", in: namespace)?.values == ["a": "3"]
                }
                #expect(
                    try await site.secret("stays", in: namespace)?.metadata.resourceVersion
                        == version
                )
                let lists = try proxy.seen().requests.filter {
                    $0.method == "GET" && $0.path.contains("limit=")
                }
                #expect(lists.count > 12)
            }
        }
    }

    private static let gone = """
        {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Expired","code":410,\
        "message":"too old resource version: 1 (2)"}
        """

    @Test func `watches that are cut every second miss nothing`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await FaultProxy.with(site.cluster, .bytes) { proxy in
            let user = try await site.cluster.adminKubeconfig(server: proxy.url)
            try await TestAgent.with(site, [namespace], kubeconfig: user) { agent in
                try await until("it watches") { agent.printed.contains("registry read") }
                for round in 1...5 {
                    try await site.deliver("db", in: namespace, ["round": "\(round)"])
                    try proxy.cut()
                    try await until("round \(round) is there", within: .seconds(30)) {
                        try await site.secret("db", in: namespace)?.values == ["round": "\(round)"]
                    }
                    try proxy.cut()
                    try await Task.sleep(for: .seconds(1))
                }
            }
        }
    }
}
