import ClusterSupport
import Foundation
import Kubernetes
import Testing
import Waiting

@Suite struct KillTests {
    private static let count = 200
    private static let names = (0..<count).map { "s-\($0)" }

    /// Puts documents there, sealed beforehand, many at a time.
    private func put(_ site: Site, _ namespace: String, _ documents: [String: String]) async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, text) in documents {
                group.addTask { try await site.put(text, name, in: namespace) }
            }
            try await group.waitForAll()
        }
    }

    /// The Secrets that there are, by their names.
    private func secrets(_ site: Site, _ namespace: String) async throws -> [String: [String:
        String]]
    {
        let all = try await site.client.list(.secrets, Selection(namespace: namespace))
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, SeenSecret($0).values) })
    }

    /// How long an agent takes from its start until everything is there.
    private func converge(_ site: Site, _ namespace: String, _ documents: [String: String])
        async throws -> Duration
    {
        try await put(site, namespace, documents)
        let start = ContinuousClock.now
        return try await TestAgent.with(site, [namespace]) { agent in
            try await until("all is there", within: .seconds(60)) { agent.changes == Self.count }
            return ContinuousClock.now - start
        }
    }

    /// Until it has made some of the changes, and a moment more.
    private func letWork(_ agent: TestAgent, atMost limit: Duration) async throws {
        let some = Int.random(in: 0...Self.count / 3)
        let end = ContinuousClock.now + limit
        while agent.changes < some, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(10))
        }
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...20)))
    }

    @Test
    func `an agent that is killed at 50 random instants while 200 documents change converges`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        var states: [[String: String]] = []
        for round in 1...3 {
            let documents = try await site.fleet.sealMany(Self.names, in: namespace) {
                ["name": $0, "round": "\(round)", "same": "\($0)-\(round)"]
            }
            try #require(documents.count == Self.count)
            states.append(documents)
        }
        let whole = try await converge(site, namespace, states[2])
        var kills = 0
        var amid = 0
        for round in 0..<10 {
            let documents = states[round % 3]
            async let change: Void = put(site, namespace, documents)
            for _ in 0..<5 {
                let agent = try await TestAgent(site, [namespace])
                try await letWork(agent, atMost: min(whole * 1.1, .seconds(20)))
                let changes = agent.changes
                await agent.server.kill()
                kills += 1
                if (1..<Self.count).contains(changes) { amid += 1 }
                // Whatever is there is whole: keys of one round, and of its own name.
                for (name, values) in try await secrets(site, namespace) {
                    let round = values["round"] ?? ""
                    #expect(
                        values == ["name": name, "round": round, "same": "\(name)-\(round)"],
                        "\(name)"
                    )
                }
            }
            try await change
        }
        #expect(kills == 50)
        // Otherwise this would test little.
        #expect(amid >= 5)
        let once = try await TestAgent.once(site, [namespace])
        #expect(once.output == "200 of 200 ready\n", "\(once.error.suffix(2_000))")
        let wanted = Dictionary(
            uniqueKeysWithValues: Self.names.map {
                ($0, ["name": $0, "round": "1", "same": "\($0)-1"])
            }
        )
        #expect(try await secrets(site, namespace) == wanted)
        // And nothing is left to be done.
        let before = try site.writes(in: namespace).count
        #expect(try await TestAgent.once(site, [namespace]).status == 0)
        #expect(try site.writes(in: namespace).count == before)
    }
}
