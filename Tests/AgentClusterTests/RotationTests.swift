import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct RotationTests {
    /// What an agent publishes, by the words that its lines begin with.
    private func published(_ site: Site, _ own: String) async throws -> [String: [String]] {
        let text = try await site.publication(own) ?? ""
        return Dictionary(grouping: text.split(separator: "\n").map(String.init)) {
            String($0.prefix { $0 != " " })
        }
    }

    /// The steps up to where the next key is in the registry; gives the key that is in use until then.
    private func take(_ site: Site, _ own: String) async throws -> [String]? {
        try await until("it publishes") { try await published(site, own)["active"] != nil }
        let old = try await published(site, own)["active"]
        #expect(try await site.rotate(own).contains("asked"))
        try await until("it offers its next key") {
            try await published(site, own)["line"]?.count == 2
        }
        #expect(try await site.rotate(own).contains("taken"))
        return old
    }

    /// Waits until the cluster uses its next key.
    private func useNext(_ site: Site, _ own: String, after old: [String]?) async throws {
        try await until("it uses its next key") {
            let now = try await published(site, own)
            return now["active"] != old && now["next"] == nil
        }
    }

    @Test func `a cluster's key is rotated without a private key outside of the cluster`()
        async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let own = try await site.cluster.namespace("agent")
            try await site.putKey(site.fleet.key, "key", in: own)
            try await site.deliver("db", in: namespace, ["a": "1"])
            let arguments = ["--key-namespace", own]
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { agent in
                try await until("it is there") {
                    try await site.condition("db", in: namespace)?.reason == "Applied"
                }
                try await until("it publishes") {
                    try await published(site, own)["active"] != nil
                }
                let old = try await published(site, own)["active"]
                // Nothing is due by itself.
                #expect(try await site.rotate(own, []).contains("idle"))
                #expect(try await site.rotate(own).contains("asked"))
                try await until("it offers its next key") {
                    try await published(site, own)["line"]?.count == 2
                }
                #expect(try await site.rotate(own).contains("taken"))
                #expect(try await published(site, own)["active"] == old)
                #expect(try await site.rotate(own).contains("promoted"))
                try await useNext(site, own, after: old)
                #expect(try await site.rotate(own, []).contains("idle"))
                try await site.deliver("db", in: namespace, ["a": "2"])
                try await until("a new value comes") {
                    try await site.secret("db", in: namespace)?.values == ["a": "2"]
                }
                // The old key is not needed any more.
                try await site.cluster.kubectl("delete", "secret", "key", "-n", own)
                try await until("it is forgotten") {
                    try await published(site, own)["opens"] == nil
                }
                try await site.deliver("db", in: namespace, ["a": "3"])
                try await until("another value comes") {
                    try await site.secret("db", in: namespace)?.values == ["a": "3"]
                }
                #expect(!agent.printed.contains("cannot"))
            }
            // Nor after a restart.
            let once = try await TestAgent.once(site, [namespace], arguments, hasKeyFile: false)
            #expect(once.status == 0, "\(once.output)")
        }
    }

    @Test func `the replica that takes over after a promotion goes on with the new key`()
        async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let own = try await site.cluster.namespace("agent")
            try await site.putKey(site.fleet.key, "key", in: own)
            try await site.deliver("db", in: namespace, ["a": "1"])
            let arguments = ["--key-namespace", own]
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { first in
                try await until("one leads") { first.printed.contains("\"leads\"") }
                try await TestAgent.with(
                    site,
                    [namespace],
                    arguments,
                    hasKeyFile: false
                ) { second in
                    let old = try await take(site, own)
                    #expect(try await site.rotate(own).contains("promoted"))
                    try await useNext(site, own, after: old)
                    let new = try await published(site, own)["active"]
                    await first.server.kill()
                    try await until("the other leads", within: .seconds(60)) {
                        second.printed.contains("\"leads\"")
                    }
                    try await site.deliver("db", in: namespace, ["a": "2"])
                    try await until("a new value comes", within: .seconds(40)) {
                        try await site.secret("db", in: namespace)?.values == ["a": "2"]
                    }
                    // It looks at its keys once a second.
                    try await Task.sleep(for: .seconds(3))
                    #expect(try await published(site, own)["active"] == new)
                    #expect(try await site.rotate(own, []).contains("idle"))
                }
            }
        }
    }

    @Test func `a promotion whose answer is lost is made once`() async throws {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let own = try await site.cluster.namespace("agent")
            try await site.putKey(site.fleet.key, "key", in: own)
            try await FaultProxy.with(site.cluster) { proxy in
                let user = try await site.cluster.adminKubeconfig(server: proxy.url)
                try await TestAgent.with(
                    site,
                    [namespace],
                    ["--key-namespace", own],
                    kubeconfig: user,
                    hasKeyFile: false
                ) { agent in
                    let old = try await take(site, own)
                    // It writes down its step, and cannot read its keys then.
                    try proxy.answer(503, to: "GET", path: "/namespaces/\(own)/secrets[?]")
                    #expect(try await site.rotate(own).contains("promoted"))
                    try await until("it has made the step") {
                        agent.printed.contains("next key in use")
                            && agent.printed.contains("keys not published")
                    }
                    try await Task.sleep(for: .seconds(3))
                    try proxy.heal()
                    try await useNext(site, own, after: old)
                    #expect(try await site.rotate(own, []).contains("idle"))
                    let steps = agent.printed.components(separatedBy: "next key in use").count - 1
                    #expect(steps == 1)
                }
            }
        }
    }

    @Test func `a replica that is stopped at its start takes no promotion back`() async throws {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let own = try await site.cluster.namespace("agent")
            try await site.putKey(site.fleet.key, "key", in: own)
            try await site.deliver("db", in: namespace, ["a": "1"])
            let arguments = ["--key-namespace", own]
            func remembered() async throws -> String? {
                try await site.secret("fleetseal-agent-state", in: own)?.values["active"]
            }
            try await FaultProxy.with(site.cluster) { proxy in
                let user = try await site.cluster.adminKubeconfig(server: proxy.url)
                // It is about to remember that the only key which it sees is its own.
                try proxy.hold("PATCH", path: "fleetseal-agent-state")
                try await TestAgent.with(
                    site,
                    [namespace],
                    arguments,
                    kubeconfig: user,
                    hasKeyFile: false
                ) { first in
                    try await until("it is about to") {
                        try proxy.seen().requests.contains {
                            $0.method == "PATCH" && $0.path.contains("fleetseal-agent-state")
                        }
                    }
                    first.server.pause()
                    try await TestAgent.with(
                        site,
                        [namespace],
                        arguments,
                        hasKeyFile: false
                    ) { _ in
                        let old = try await take(site, own)
                        #expect(try await site.rotate(own).contains("promoted"))
                        try await useNext(site, own, after: old)
                    }
                    let active = try await remembered()
                    let new = try await published(site, own)["active"]
                    try proxy.heal()
                    first.server.resume()
                    try await until("it leads", within: .seconds(60)) {
                        first.printed.contains("\"leads\"")
                    }
                    #expect(try await remembered() == active)
                    // It looks at its keys once a second.
                    try await Task.sleep(for: .seconds(3))
                    #expect(try await published(site, own)["active"] == new)
                    #expect(try await site.rotate(own, []).contains("idle"))
                }
            }
        }
    }

    /// Everything that the fleet's repository has now, as a commit.
    private func commit(_ site: Site, _ message: String) async throws {
        let fleet = site.fleet
        for arguments in [["add", "-A"], ["commit", "-q", "--allow-empty", "-m", message]] {
            try await Command.checked(
                "git",
                ["-C", fleet.repository] + arguments,
                environment: fleet.environment
            )
        }
    }

    /// All steps of a rotation, with an agent at work.
    private func rotateWhole(_ site: Site, _ own: String, _ namespace: String) async throws {
        let arguments = ["--key-namespace", own]
        try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { _ in
            try await until("it publishes") { try await published(site, own)["active"] != nil }
            let old = try await published(site, own)["active"]
            #expect(try await site.rotate(own).contains("asked"))
            try await commit(site, "asked")
            try await until("it offers its next key") {
                try await published(site, own)["next"] != nil
            }
            #expect(try await site.rotate(own).contains("taken"))
            try await commit(site, "taken")
            #expect(try await site.rotate(own).contains("promoted"))
            try await commit(site, "promoted")
            try await until("it uses its next key") {
                try await published(site, own)["active"] != old
            }
        }
    }

    @Test func `a cluster that comes back from an old backup is told, and gets its lines back`()
        async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let own = try await site.cluster.namespace("agent")
            try await site.putKey(site.fleet.key, "key", in: own)
            try await site.deliver("db", in: namespace, ["a": "1"])
            try await commit(site, "begin")
            let arguments = ["--key-namespace", own]
            let first = try await TestAgent.once(site, [namespace], arguments, hasKeyFile: false)
            #expect(first.status == 0, "\(first.output)")
            let objects = ["get", "secrets,configmaps", "-n", own, "-o", "json"]
            let backup = try await site.cluster.tryKubectl(objects).output
            try await rotateWhole(site, own, namespace)

            try await site.cluster.kubectl("delete", "secrets,configmaps", "--all", "-n", own)
            let bare = backup.replacing(
                #/"(resourceVersion|uid|creationTimestamp)": "[^"]*",?/#,
                with: ""
            )
            _ = try await site.cluster.tryKubectl(
                ["create", "-f", "-"],
                input: bare.replacing(#/,(\s*})/#) { $0.1 }
            )
            try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { _ in
                try await until("it publishes") { try await published(site, own)["active"] != nil }
                let call = [
                    "rotate", "--cluster", "here", "--kubeconfig", site.cluster.admin, "--context",
                    "test", "--agent-namespace", own,
                ]
                let refused = try await site.fleet.tryRun(call)
                #expect(refused.status == 1)
                #expect(refused.output.contains("here  refused  cluster here uses the key"))
                #expect(refused.error.contains("rotate --restore"))
                #expect(try await site.rotate(own, ["--restore"]).contains("restored"))
                try await site.deliver("db", in: namespace, ["a": "2"])
                try await until("a new value comes") {
                    try await site.secret("db", in: namespace)?.values == ["a": "2"]
                }
                // And it can be rotated again.
                #expect(try await site.rotate(own).contains("asked"))
                try await until("it offers its next key") {
                    try await published(site, own)["next"] != nil
                }
                #expect(try await site.rotate(own).contains("taken"))
            }
        }
    }

    @Test func `lines that a wrong merge dropped come back from Git's history`() async throws {
        let fleet = try await TestFleet()
        let inside = [
            "-C", fleet.repository, "-c", "user.name=a", "-c", "user.email=a@example.org",
        ]
        func git(_ arguments: [String]) async throws {
            try await Command.checked("git", inside + arguments, environment: fleet.environment)
        }
        try await git(["add", "-A"])
        try await git(["commit", "-q", "-m", "begin"])
        let path = fleet.repository + "/keys/groups/fleet.yaml"
        let before = try String(contentsOfFile: path, encoding: .utf8)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let fewer = lines.filter { !$0.contains("cluster.here/") }
        #expect(fewer.count == lines.count - 1)
        try Data(fewer.joined(separator: "\n").utf8).write(to: URL(filePath: path))
        try await git(["commit", "-q", "-a", "-m", "a wrong merge"])
        #expect(try await fleet.tryRun(["check"]).status == 3)
        let restored = try await fleet.command(["rotate", "--all", "--restore"])
        #expect(restored.output.contains("here  restored  1 group key sealed to it again"))
        #expect(restored.output.contains("there  idle  nothing is missing"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == before)
        #expect(try await fleet.tryRun(["check"]).status == 0)
    }
}
