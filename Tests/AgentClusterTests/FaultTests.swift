import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite(.serialized) struct FaultTests {
    /// Puts so many documents into a namespace.
    private func fill(_ site: Site, _ namespace: String, _ count: Int, _ value: String) async throws
        -> [String]
    {
        let names = (0..<count).map { "s-\($0)" }
        let documents = try await site.fleet.sealMany(names, in: namespace) {
            ["name": $0, "value": value]
        }
        #expect(documents.count == count)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, text) in documents {
                group.addTask { try await site.put(text, name, in: namespace) }
            }
            try await group.waitForAll()
        }
        return names
    }

    /// How many of the Secrets are as they should be; others than those would be a failure.
    private func good(_ site: Site, _ namespace: String, _ names: [String], _ value: String)
        async throws -> Int
    {
        let all = try await site.client.list(.secrets, Selection(namespace: namespace))
        let wanted = Set(names)
        for object in all { #expect(wanted.contains(object.name)) }
        return all.count { object in
            SeenSecret(object).values == ["name": object.name, "value": value]
        }
    }

    @Test func `an API server that is killed amid 500 writes and started again loses none`()
        async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let names = try await fill(site, namespace, 500, "1")
            try await TestAgent.with(site, [namespace]) { agent in
                try await until("some are there", within: .seconds(60)) {
                    agent.printed.split(separator: "\n").count { $0.contains("Created") } > 50
                }
                await site.cluster.apiServer.kill()
                try await Task.sleep(for: .seconds(2))
                try await site.cluster.apiServer.restart()
                try await until("all are there", within: .seconds(120)) {
                    try await good(site, namespace, names, "1") == 500
                }
            }
            let once = try await TestAgent.once(site, [namespace])
            #expect(once.output.hasSuffix("500 of 500 ready\n"))
        }
    }

    @Test func `an agent that is killed at any instant converges`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        var names: [String] = []
        for round in 1...3 {
            names = try await fill(site, namespace, 60, "\(round)")
            for _ in 0..<8 {
                let agent = try await TestAgent(site, [namespace])
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...500)))
                await agent.server.kill()
            }
        }
        let once = try await TestAgent.once(site, [namespace])
        #expect(once.output == "60 of 60 ready\n", "\(once.error.suffix(2_000))")
        #expect(try await good(site, namespace, names, "3") == 60)
        // And nothing is left to be done.
        let before = try site.writes(in: namespace).count
        #expect(try await TestAgent.once(site, [namespace]).status == 0)
        #expect(try site.writes(in: namespace).count == before)
    }

    @Test func `answers of 429 and 500 are waited out`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await FaultProxy.with(site.cluster) { proxy in
            let user = try await site.cluster.adminKubeconfig(server: proxy.url)
            try proxy.answer(429, headers: ["Retry-After": "1"], to: "PATCH", times: 20)
            let names = try await fill(site, namespace, 30, "1")
            try await TestAgent.with(site, [namespace], kubeconfig: user) { agent in
                try await until("all are there", within: .seconds(60)) {
                    try await good(site, namespace, names, "1") == 30
                }
                try proxy.answer(500, to: "PATCH", times: 40)
                _ = try await fill(site, namespace, 30, "2")
                try await until("all changed", within: .seconds(60)) {
                    try await good(site, namespace, names, "2") == 30
                }
            }
        }
    }

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

    @Test func `etcd that stops for a while is waited for, and nothing goes`() async throws {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            try await site.deliver("db", in: namespace, ["a": "1"])
            try await TestAgent.with(site, [namespace]) { agent in
                try await until("it is there") { try await site.secret("db", in: namespace) != nil }
                site.cluster.etcd.pause()
                try await Task.sleep(for: .seconds(12))
                site.cluster.etcd.resume()
                try await until("documents are followed again", within: .seconds(90)) {
                    try? await site.deliver("db", in: namespace, ["a": "2"])
                    return (try? await site.secret("db", in: namespace))??.values == ["a": "2"]
                }
            }
        }
    }
}
