import ClusterSupport
import Foundation
import Testing
import Waiting

/// Agents that push what they publish, and CI that reads nothing else of them.
@Suite struct PublicationPushTests {
    @Test func `keys are rotated by references alone`() async throws {
        try await ReferenceFleet.with { fleet in
            try await fleet.withAgents(["eu", "us"]) { agents in
                for name in ["eu", "us"] {
                    try await until("\(name) has its value") { fleet.value(name) == "first" }
                    try await until("\(name) publishes") {
                        try await fleet.published(name) != nil
                    }
                }
                let old = try await fleet.published("eu")
                let said = try await fleet.rotate("--cluster eu --wait 90s --commit --push")
                #expect(said.status == 0, "\(said.output)\(said.error)")
                #expect(said.output.contains("eu  promoted"), "\(said.output)\(said.error)")
                for step in ["asked", "taken", "promoted"] {
                    try await until("us is \(step)") {
                        let said = try await fleet.rotate(
                            "--select tier=far --commit --push --json"
                        )
                        #expect(said.status == 0, "\(said.output)\(said.error)")
                        return said.output.contains(#""step": "\#(step)""#)
                    }
                }
                try await until("eu uses its next key") {
                    let now = try await fleet.published("eu")
                    return now != old && now?.contains("\nnext ") == false
                }
                // The clone has no reference more.
                let found = try await fleet.run("git for-each-ref; cat .git/FETCH_HEAD", in: "ci")
                #expect(!found.contains("refs/fleetseal"), "\(found)")
                #expect(!found.contains("clusters/"), "\(found)")
                try await fleet.set("second")
                try await fleet.run("fleetseal check")
                for name in ["eu", "us"] {
                    try await until("\(name) has the new value") { fleet.value(name) == "second" }
                    try await until("\(name) has pushed") { try await fleet.isPushed(name) }
                }
                try await expectNoPush(fleet, agents)
                for agent in agents.values {
                    #expect(try await agent.pushes("failed") == 0)
                    #expect(!agent.printed.contains("needs attention"))
                }
            }
        }
    }

    /// Nothing is pushed while agents look at the server.
    private func expectNoPush(_ fleet: ReferenceFleet, _ agents: [String: RunningAgent])
        async throws
    {
        func requests(_ end: String) async throws -> Int {
            try await fleet.server.requests().count { $0.hasSuffix(end) }
        }
        let pushed = try await requests("git-receive-pack 200")
        let looks = try await requests("info/refs 200")
        let refs = try await fleet.served("for-each-ref refs/fleetseal")
        try await until("agents have looked") {
            try await requests("info/refs 200") > looks + 3 * agents.count
        }
        #expect(try await requests("git-receive-pack 200") == pushed)
        #expect(try await fleet.served("for-each-ref refs/fleetseal") == refs)
    }

    @Test func `a restart pushes nothing, and puts back what somebody else removed`() async throws {
        try await ReferenceFleet.with { fleet in
            func pushes() async throws -> Int {
                try await fleet.server.requests().count { $0.hasSuffix("git-receive-pack 200") }
            }
            for count in [1, 1, 2] {
                let done = try await fleet.once("eu")
                #expect(done.status == 0, "\(done.output)\(done.error)")
                #expect(try await pushes() == count)
                #expect(try await fleet.published("eu")?.contains("\ncluster eu\n") == true)
                guard count == 1, done.error.contains("publication pushed") == false else {
                    continue
                }
                _ = try await fleet.served("update-ref -d refs/fleetseal/clusters/eu")
            }
        }
    }

    @Test func `a server that is gone is known to be, by every number`() async throws {
        try await ReferenceFleet.with { fleet in
            try await fleet.withAgents(["eu"]) { agents in
                let eu = try #require(agents["eu"])
                func reads(_ result: String) async throws -> Int? {
                    let name = "fleetseal_agent_source_reads_total{result=\"\(result)\"} "
                    return try await eu.get("/metrics").split(separator: "\n")
                        .first { $0.hasPrefix(name) }.flatMap { Int($0.dropFirst(name.count)) }
                }
                try await until("it is read") { fleet.value("eu") == "first" }
                #expect(!eu.printed.contains("source not usable"))
                let second = try await fleet.once("eu")
                #expect(second.status == 1 && second.error.contains("--state: "))
                #expect(second.error.contains("hint: another agent uses it"))
                let complete = try await reads("complete")
                #expect(try await reads("failed") == 0)
                await fleet.server.server.kill()
                try await until("it is missed") {
                    try await eu.get("/v1/status").contains("\"sourceKnown\":false")
                }
                #expect(try await reads("complete") == complete)
                #expect(try await reads("failed") ?? 0 > 0)
            }
        }
    }

    @Test func `without the setting nothing is pushed`() async throws {
        try await ReferenceFleet.with { fleet in
            let done = try await fleet.once("eu", [])
            #expect(done.status == 0, "\(done.output)\(done.error)")
            #expect(fleet.value("eu") == "first")
            #expect(try await !fleet.served("for-each-ref").contains("fleetseal"))
            let said = try await fleet.rotate("--all --commit --push")
            #expect(said.status == 0 && said.output.contains("eu  asked"), "\(said.output)")
            let waits = try await fleet.rotate("--all --commit --push")
            #expect(waits.status == 0, "\(waits.output)\(waits.error)")
            #expect(waits.output.contains("eu  waiting"), "\(waits.output)")
            #expect(waits.output.contains("us  waiting"), "\(waits.output)")
        }
    }

    @Test func `the repository of another address is used if one is given`() async throws {
        try await ReferenceFleet.with { fleet in
            let other = fleet.repository.root + "/publications.git"
            try await fleet.run("git init -q --bare '\(other)'")
            let url = "\(fleet.server.url)/publications.git"
            let done = try await fleet.once("eu", ["--publish-ref", "--publish-url", url])
            #expect(done.status == 0, "\(done.output)\(done.error)")
            #expect(try await !fleet.served("for-each-ref").contains("fleetseal"))
            let said = try await fleet.tryRun(
                "fleetseal rotate --all --older-than 0d --from-ref '\(other)'",
                in: "ci"
            )
            #expect(said.status == 0, "\(said.error)")
            let found = try await fleet.run("git --git-dir '\(other)' for-each-ref")
            #expect(found.contains("refs/fleetseal/clusters/eu"), "\(found)")
        }
    }

    @Test func `any clone will do, and its settings make no reference`() async throws {
        try await ReferenceFleet.with { fleet in
            let asked = try await fleet.rotate("--all --commit --push")
            #expect(asked.output.contains("eu  asked"), "\(asked.output)\(asked.error)")
            #expect(try await fleet.once("eu").status == 0)
            let clones = ["mirror": "", "shallow": "--depth 1", "partial": "--filter=blob:none"]
            for (name, options) in clones {
                try await fleet.run(
                    """
                    git --git-dir "$SERVED" config uploadpack.allowFilter true
                    git clone -q \(options) "file://$ORIGIN" "$HOME/\(name)"
                    """
                )
                if name == "mirror" {
                    try await fleet.run(
                        """
                        git config --add remote.origin.fetch '+refs/*:refs/other/*'
                        git config fetch.prune true
                        """,
                        in: name
                    )
                }
                let refs = "git for-each-ref; git rev-parse --is-shallow-repository"
                let before = try await fleet.run(refs, in: name)
                let said = try await fleet.tryRun(
                    "fleetseal rotate --cluster eu --from-ref origin",
                    in: name
                )
                #expect(said.output.contains("eu  taken"), "\(name): \(said.output)\(said.error)")
                #expect(said.error == "", "\(name): \(said.error)")
                #expect(try await fleet.run(refs, in: name) == before)
            }
        }
    }

    @Test func `a server that refuses the push keeps no value back`() async throws {
        try await ReferenceFleet.with { fleet in
            try await fleet.refusePushes(true)
            try await fleet.withAgents(["eu"]) { agents in
                let agent = try #require(agents["eu"])
                try await until("the value is there") { fleet.value("eu") == "first" }
                try await until("it says so") {
                    try await agent.get("/v1/status").contains("PublicationNotPushed")
                }
                #expect(agent.printed.contains("publication not pushed"))
                #expect(agent.printed.contains("hook declined"))
                #expect(!agent.printed.contains("correct horse"))
                try await fleet.set("second")
                try await until("the next value is there") { fleet.value("eu") == "second" }
                try await until("it is tried again") { try await agent.pushes("failed") > 1 }
                // Once, however often it fails.
                let lines = agent.printed.split(separator: "\n")
                #expect(lines.count { $0.contains("publication not pushed") } == 1)
                #expect(try await fleet.published("eu") == nil)
                try await fleet.refusePushes(false)
                try await until("it is pushed") { try await fleet.published("eu") != nil }
                try await until("it says no more") {
                    try await !agent.get("/v1/status").contains("PublicationNotPushed")
                }
            }
            try await fleet.refusePushes(true)
            _ = try await fleet.served("update-ref -d refs/fleetseal/clusters/eu")
            let once = try await fleet.once("eu")
            #expect(once.status == 1)
            #expect(once.output.contains("PublicationNotPushed"), "\(once.output)")
            #expect(fleet.value("eu") == "second")
        }
    }

    @Test func `references with other contents are refused or read as nothing`() async throws {
        try await ReferenceFleet.with { fleet in
            #expect(try await fleet.once("eu").status == 0)
            let asked = try await fleet.rotate("--all --commit --push")
            #expect(asked.output.contains("us  asked"), "\(asked.output)\(asked.error)")
            let us = "refs/fleetseal/clusters/us"
            _ = try await fleet.served("update-ref \(us) refs/fleetseal/clusters/eu")
            let mixed = try await fleet.rotate("--all --commit --push")
            #expect(mixed.status == 1)
            #expect(mixed.output.contains("eu  waiting"), "\(mixed.output)")
            let line = try #require(
                mixed.output.split(separator: "\n").first { $0.hasPrefix("us") }
            )
            #expect(line.hasPrefix("us  refused  origin \(us) has what the agent of cluster eu "))

            func expect(_ why: String) async throws {
                let said = try await fleet.rotate("--all --commit --push --json")
                #expect(said.status == 0, "\(said.error)")
                #expect(said.error.contains("origin \(us): \(why)"), "\(said.error)")
                #expect(said.output.contains(why), "\(said.output)")
            }
            _ = try await fleet.served("update-ref \(us) refs/heads/main")
            try await expect("its commit has no file publication")
            try await put("not one", on: us, fleet)
            try await expect("it is not as agents of this version publish it")
            // Only what was asked for is looked at.
            let one = try await fleet.rotate("--cluster eu --commit --push")
            #expect(one.status == 0 && one.output.contains("eu  waiting"), "\(one.output)")
            #expect(!one.error.contains(us), "\(one.error)")
            try await put(String(repeating: "a", count: 1 << 20 | 1), on: us, fleet)
            try await expect("its file publication has 1048577 bytes, more than any has")
            try await put(try await fleet.published("eu") ?? "", on: "\(us)/eu", fleet)
            // A name that no cluster has is not looked at, and one that is no name neither.
            let rest = try await fleet.rotate("--all --commit --push")
            #expect(rest.output.contains("us  waiting"), "\(rest.output)\(rest.error)")
            #expect(!rest.error.contains("refs/fleetseal"), "\(rest.error)")
        }
    }

    /// Puts a commit with this file on a reference of the server.
    private func put(_ text: String, on reference: String, _ fleet: ReferenceFleet) async throws {
        let file = fleet.repository.workTree + "/../publication"
        try Data(text.utf8).write(to: URL(filePath: file))
        _ = try await fleet.run(
            """
            blob=$(git hash-object -w ../publication)
            tree=$(printf '100644 blob %s\\tpublication\\n' "$blob" | git mktree)
            commit=$(git commit-tree "$tree" -m any)
            git --git-dir "$SERVED" update-ref -d refs/fleetseal/clusters/us
            git push -q --force origin "$commit:\(reference)"
            """
        )
    }

    @Test func `a remote that cannot be read is told, without its password`() async throws {
        try await ReferenceFleet.with { fleet in
            let remote = "https://ada:canary-mule@localhost:1/fleet.git"
            let said = try await fleet.tryRun(
                "fleetseal rotate --all --from-ref \(remote) --json",
                in: "ci"
            )
            #expect(said.status == 3, "\(said.error)")
            #expect(said.error.contains("https://localhost:1/fleet.git: git ls-remote ended"))
            #expect(!said.output.contains("canary"), "\(said.output)")
            for remote in ["''", "--upload-pack=false"] {
                let refused = try await fleet.tryRun(
                    "fleetseal rotate --all --from-ref=\(remote)",
                    in: "ci"
                )
                #expect(refused.status == 2, "\(refused.error)")
            }
        }
    }
}
