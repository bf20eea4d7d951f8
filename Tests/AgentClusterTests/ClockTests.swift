import ClusterSupport
import Foundation
import JSON
import Testing
import Waiting

@Suite struct ClockTests {
    @Test func `a wall clock that jumps by years costs no Lease, no write and no healing`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.putKey(site.fleet.key, "key", in: own)
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
        try await site.deliver("goes", in: namespace, ["a": "1"])
        let clock = try await FalseClock()
        try await TestAgent.with(
            site,
            [namespace],
            ["--key-namespace", own],
            hasKeyFile: false,
            environment: clock.environment
        ) { agent in
            try await until("both are there") {
                let db = try await site.condition("db", in: namespace)?.reason
                let goes = try await site.condition("goes", in: namespace)?.reason
                return db == "Applied" && goes == "Applied"
            }
            let year = 365 * 86_400
            var healed = 0
            for seconds in [86_400, -86_400, 10 * year, -30 * year, 0] {
                try clock.move(by: seconds)
                // A Lease lasts ten seconds: it has to be renewed meanwhile.
                try await Task.sleep(for: .seconds(4))
                #expect(agent.changes == 2 + healed)
                try await site.edit("db", in: namespace, ["data": ["a": "eA=="]])
                try await until("it is put back, \(seconds) s away") {
                    try await site.secret("db", in: namespace)?.values == ["a": "1"]
                }
                healed += 1
                // Its time is that of the line, which comes after the answer.
                try await until("it is said") { agent.changes == 2 + healed }
            }
            // It did see the other time.
            #expect(agent.printed.contains(/"time":"19\d\d-/))
            try clock.move(by: -30 * year)
            try await site.withdraw("goes", in: namespace)
            try await until("what goes, goes after seconds, not decades") {
                try await site.secret("goes", in: namespace) == nil
            }
            try clock.move(by: 0)
            #expect(!agent.printed.contains("leads no longer"))
            try await until("status is told") {
                try await site.condition("db", in: namespace)?.reason == "Applied"
            }
        }
    }
}
