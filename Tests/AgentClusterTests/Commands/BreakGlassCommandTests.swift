import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct BreakGlassCommandTests {
    @Test func `keeps the agent off a Secret until it is ended, with rights on Secrets alone`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.cluster.kubectl(
            "create",
            "role",
            "hands",
            "-n",
            namespace,
            "--verb=get,patch",
            "--resource=secrets"
        )
        try await site.cluster.kubectl(
            "create",
            "rolebinding",
            "hands",
            "-n",
            namespace,
            "--role=hands",
            "--user=hands"
        )
        let hands = try await site.cluster.kubeconfig(user: "hands")
        let place = ["break-glass", "\(namespace)/db", "--kubeconfig", hands]
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
        try await TestAgent.with(site, [namespace]) { _ in
            try await until("it is there") {
                try await site.condition("db", in: namespace)?.reason == "Applied"
            }
            let begun = try await site.fleet.tryRun(
                place + ["--reason", "incident 4711", "--for", "1h30m"]
            )
            #expect(begun.status == 0, "\(begun.error)")
            #expect(begun.error.contains("nothing is written to Secret \(namespace)/db until 2"))
            try await until("it is said") {
                let ready = try await site.condition("db", in: namespace)
                return ready?.reason == "BreakGlass" && ready?.status == "False"
                    && ready?.message.contains("incident 4711") ?? false
            }
            try await site.edit("db", in: namespace, ["data": ["a": "eA=="]])
            let again = try await site.fleet.tryRun(
                place + ["--reason", "longer", "--for", "2h"]
            )
            #expect(again.error.contains("incident 4711"))
            #expect(try await site.secret("db", in: namespace)?.values == ["a": "x"])
            let ended = try await site.fleet.tryRun(place + ["--end"])
            #expect(ended.status == 0, "\(ended.error)")
            try await until("it is healed") {
                try await site.secret("db", in: namespace)?.values == ["a": "1"]
            }
            let nothing = try await site.fleet.tryRun(place + ["--end"])
            #expect(nothing.status == 0)
            #expect(nothing.error.contains("there is no break-glass"))
        }
    }

    @Test func `is refused where it would have no effect, or may not be`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.cluster.kubectl(
            "create",
            "secret",
            "generic",
            "foreign",
            "-n",
            namespace
        )
        let glass = ["--reason", "why", "--for", "1h"]
        let admin = ["--kubeconfig", site.cluster.admin]
        let foreign = try await site.fleet.tryRun(
            ["break-glass", "\(namespace)/foreign"] + glass + admin
        )
        #expect(foreign.status == 1)
        #expect(foreign.error.contains("it is not fleetseal's"))
        let missing = try await site.fleet.tryRun(
            ["break-glass", "\(namespace)/missing"] + glass + admin
        )
        #expect(missing.status == 1)
        let stranger = try await site.cluster.kubeconfig(user: "stranger")
        let forbidden = try await site.fleet.tryRun(
            ["break-glass", "\(namespace)/foreign", "--kubeconfig", stranger] + glass
        )
        #expect(forbidden.status == 1)
        #expect(forbidden.error.lowercased().contains("forbidden"), "\(forbidden.error)")
    }

    @Test(arguments: [
        ["--reason", "why"], ["--for", "1h"], ["--reason", "why", "--for", "25h"],
        ["--reason", "why", "--for", "0h"], ["--reason", "why", "--for", "1"],
        ["--reason", "why", "--for", "30m1h"], ["--reason", " ", "--for", "1h"],
        ["--reason", "a\nb", "--for", "1h"], ["--reason", "a\u{1B}[2J", "--for", "1h"],
        ["--reason", "why", "--for", "1h", "--end"],
    ])
    func `nonsense is refused before any cluster is asked`(options: [String]) async throws {
        let result = try await Command.run(
            TestFleet.program("fleetseal"),
            ["break-glass", "payments/db", "--kubeconfig", "/nowhere"] + options
        )
        #expect(result.status == 2, "\(result.error)")
    }
}
