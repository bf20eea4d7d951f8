import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct GitDeliveryTests {
    private static let known = "fleetseal_agent_source_known"

    @Test func `commits reach the cluster, and a server that is down or hangs changes nothing`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await GitSite.with(site) { git in
            let first = try await git.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
            try await git.deliver("kept", in: namespace, ["a": "1"])
            func has(_ value: String) async throws -> Bool {
                try await site.secret("db", in: namespace)?.values == ["a": value]
            }
            try await TestAgent.with(site, [namespace], source: git.source()) { agent in
                try await until("it is there") { try await has("1") }
                let secret = try await site.secret("db", in: namespace)
                #expect(
                    secret?.metadata.annotations["fleetseal.dev/document"]
                        == "git:secrets/\(namespace)/db.yaml"
                )
                let second = try await git.deliver(
                    "db",
                    in: namespace,
                    ["a": "2"],
                    spec: "drift: heal"
                )
                try await until("the change is there") { try await has("2") }
                try await until("the log has its revision") {
                    agent.printed.contains(#""revision":"\#(second)""#)
                }
                #expect(first != second)
                await git.server.server.kill()
                try await until("it says so", within: .seconds(40)) {
                    try await agent.metric(Self.known) == 0
                }
                // What is in the clone stays in force.
                try await site.edit("db", in: namespace, ["data": ["a": "eA=="]])
                try await until("it is put back") { try await has("2") }
                try await git.server.server.restart()
                try await git.deliver("db", in: namespace, ["a": "3"], spec: "drift: heal")
                try await until("it goes on", within: .seconds(60)) { try await has("3") }
                try await until("and says so") { try await agent.metric(Self.known) == 1 }
            }
            // A server that hangs keeps nobody from starting with the clone.
            git.server.server.pause()
            try await site.edit("db", in: namespace, ["data": ["a": "eA=="]])
            try await TestAgent.with(site, [namespace], source: git.source()) { agent in
                try await until("it is put back", within: .seconds(10)) { try await has("3") }
                git.server.server.resume()
                try await git.commit(["db": nil], in: namespace)
                try await until("a document that goes takes its Secret", within: .seconds(60)) {
                    try await site.secret("db", in: namespace) == nil
                }
                #expect(try await site.secret("kept", in: namespace) != nil)
            }
        }
    }

    @Test func `a server that is slow, one with a wrong certificate and a rewritten history`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await GitSite.with(site, rate: 20_000) { git in
            try await git.deliver("db", in: namespace, ["a": "1"])
            let base = try await git.deliver("web", in: namespace, ["a": "1"])
            try await git.deliver("web", in: namespace, ["a": "2"])
            func both(_ value: String) async throws -> Bool {
                let db = try await site.secret("db", in: namespace)?.values == ["a": "1"]
                let web = try await site.secret("web", in: namespace)?.values == ["a": value]
                return db && web
            }
            let slow = try await TestAgent.once(site, [namespace], source: git.source())
            #expect(slow.output == "2 of 2 ready\n", "\(slow.error.suffix(2_000))")
            #expect(try await both("2"))
            let wrong = try await TestAgent.once(
                site,
                [namespace],
                source: git.source(authority: site.cluster.certificateAuthority)
            )
            #expect(wrong.status == 1)
            #expect(wrong.output.contains("SourceUnknown"), "\(wrong.output)")
            #expect(try await both("2"))
            // Without a clone nothing is known at all.
            let empty = try await TestAgent.once(
                site,
                [namespace],
                source: git.source("other", authority: site.cluster.certificateAuthority)
            )
            #expect(empty.status == 1)
            #expect(try await both("2"))
            // The last commit is taken back, and the first Secret with it.
            try await git.repository.git("reset", "-q", "--hard", base)
            let rewritten = try await git.commit(["db": nil], in: namespace)
            let refused = try await TestAgent.once(site, [namespace], source: git.source())
            #expect(refused.status == 1)
            #expect(refused.output.contains("SourceUnknown"), "\(refused.output)")
            #expect(refused.output.contains("--git-accept-rewrite"))
            #expect(try await both("2"))
            let accepted = try await TestAgent.once(
                site,
                [namespace],
                ["--git-accept-rewrite", rewritten],
                source: git.source()
            )
            #expect(accepted.output == "1 of 1 ready\n", "\(accepted.error.suffix(2_000))")
            #expect(try await site.secret("db", in: namespace) == nil)
            #expect(try await site.secret("web", in: namespace)?.values == ["a": "1"])
        }
    }

    @Test func `a pod without the clone of the one before knows a rewritten history all the same`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.putKey(site.fleet.key, "key", in: own)
        try await GitSite.with(site) { git in
            func pod(_ number: Int, _ arguments: [String] = []) async throws -> Command.Result {
                try await TestAgent.once(
                    site,
                    [namespace],
                    ["--key-namespace", own] + arguments,
                    hasKeyFile: false,
                    source: git.source("pod-\(number)")
                )
            }
            func value() async throws -> String? {
                try await site.secret("db", in: namespace)?.values["a"]
            }
            let base = try await git.deliver("db", in: namespace, ["a": "1"])
            try await git.deliver("db", in: namespace, ["a": "2"])
            let first = try await pod(1)
            #expect(first.output == "1 of 1 ready\n", "\(first.error.suffix(2_000))")
            // The last commit is taken back: its value may have been leaked before it was replaced.
            try await git.repository.git("push", "-q", "--force", "origin", "\(base):main")
            let refused = try await pod(2)
            #expect(refused.status == 1)
            #expect(refused.output.contains("--git-accept-rewrite"), "\(refused.output)")
            #expect(try await value() == "2")
            let accepted = try await pod(3, ["--git-accept-rewrite", base])
            #expect(accepted.output == "1 of 1 ready\n", "\(accepted.error.suffix(2_000))")
            #expect(try await value() == "1")
            #expect(try await pod(4).output == "1 of 1 ready\n")
        }
    }

    @Test func `1,000 broken documents hold up none of 1,000 good ones, which do not go at once`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let names = (0..<1_000).map { "s-\($0)" }
        let good = try await site.fleet.sealMany(names, in: namespace) { ["name": $0] }
        try #require(good.count == 1_000)
        var files: [String: String?] = good.mapValues { $0 }
        for (index, name) in names.enumerated() {
            let text = good[name] ?? ""
            let other = text.replacing("name: \(name),", with: "name: b-\(index),")
            files["b-\(index)"] = Self.broken(other, text, index)
        }
        try await GitSite.with(site) { [files] git in
            try await git.commit(files, in: namespace)
            let first = try await TestAgent.once(site, [namespace], source: git.source())
            #expect(first.status == 1)
            #expect(first.output.hasSuffix("\n1000 of 2000 ready\n"), "\(first.output.suffix(300))")
            for reason in ["BoundElsewhere", "InvalidDocument", "NotAuthentic", "KeyNotHere"] {
                #expect(first.output.contains("  \(reason)  "), "\(reason)")
            }
            func check() async throws {
                let all = try await site.client.list(.secrets, Selection(namespace: namespace))
                #expect(Set(all.map(\.name)) == Set(names))
                for object in all {
                    #expect(SeenSecret(object).values == ["name": object.name])
                }
            }
            try await check()
            // All that is good goes at once.
            try await git.commit(good.mapValues { _ in nil }, in: namespace)
            let second = try await TestAgent.once(site, [namespace], source: git.source())
            #expect(second.status == 1)
            #expect(second.output.contains("PruneBlocked"), "\(second.output.suffix(300))")
            try await check()
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can mount"))
    func `a disk that is full holds new commits back, and nothing else`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let folder = try TemporaryFolder("disk")
        let disk = folder.file("disk")
        try await Command.checked("mkdir", [disk])
        try await Command.checked("mount", ["-t", "tmpfs", "-o", "size=1m,mode=700", "none", disk])
        do {
            try await GitSite.with(site) { git in
                try await fill(git, site, namespace, disk)
            }
        } catch {
            try await Command.checked("umount", ["-l", disk])
            throw error
        }
        try await Command.checked("umount", ["-l", disk])
    }

    private func fill(_ git: GitSite, _ site: Site, _ namespace: String, _ disk: String)
        async throws
    {
        func has(_ value: String) async throws -> Bool {
            try await site.secret("db", in: namespace)?.values == ["a": value]
        }
        try await git.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
        let source = git.source(disk + "/state")
        try await TestAgent.with(site, [namespace], source: source) { agent in
            try await until("it is there") { try await has("1") }
            let noise = (0..<200_000).map { _ in
                String(UInt64.random(in: 0 ... .max), radix: 36)
            }
            try await git.repository.commit(["noise": noise.joined(separator: "\n")])
            try await git.deliver("db", in: namespace, ["a": "2"], spec: "drift: heal")
            try await until("it says so", within: .seconds(40)) {
                try await agent.metric(Self.known) == 0
            }
            try await site.edit("db", in: namespace, ["data": ["a": "eA=="]])
            try await until("what is in force is put back") { try await has("1") }
            try await Command.checked("mount", ["-o", "remount,size=50m", disk])
            try await until("it goes on", within: .seconds(60)) { try await has("2") }
        }
    }

    /// One way of many to break a document.
    private static func broken(_ other: String, _ text: String, _ index: Int) -> String {
        switch index % 5 {
        case 0: other
        case 1: other + "\t- nothing\n"
        case 2: text.replacing("name: s-\(index),", with: "name: b-\(index), name: c,")
        case 3: other.replacing(/fs1:k[a-z2-7]{11}/, with: "fs1:kaaaaaaaaaaa")
        default:
            // Still Base64 of the same length.
            other.replacing(/(fs1:\S{20,60}?)([A-Za-z0-9]{8})/) { match in
                "\(match.1)" + (match.2 == "AAAAAAAA" ? "BBBBBBBB" : "AAAAAAAA")
            }
        }
    }
}
