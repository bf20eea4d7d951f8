import ClusterSupport
import Foundation
import Kubernetes
import Testing
import Waiting

/// The drills of `docs/disaster-recovery.md`: its commands, with real programs.
@Suite(.serialized) struct DrillTests {
    @Test func `every section with commands is a drill`() throws {
        #expect(
            try DrillPage().titles == [
                "Git lost, clusters alive", "The operator lost, clusters alive",
                "A leaked group key", "A cluster lost with its key",
                "A cluster back from an old backup", "A merge that dropped lines",
            ]
        )
    }

    @Test func `Git lost, clusters alive`() async throws {
        let title = "Git lost, clusters alive"
        try await Drill.with { drill in
            try await drill.agent { agent in
                try await until("it delivers") { try await drill.password() == "p-production" }
                let before = try #require(try await drill.secret()).metadata.resourceVersion
                try FileManager.default.removeItem(atPath: drill.bare)
                try await until("it misses the server", within: .seconds(60)) {
                    agent.printed.contains("source not usable")
                }
                // Somebody has a clone.
                try await drill.run(
                    "git init -q --bare -b main served/fleet.git",
                    in: drill.folder.path
                )
                try await drill.follow(title, 0)
                #expect(try await drill.secret()?.metadata.resourceVersion == before)
                try await drill.run(
                    """
                    printf second | fleetseal set payments/db password --for production --stdin
                    git add -A && git commit -qm second && git push -q origin HEAD
                    """
                )
                try await until("it goes on", within: .seconds(120)) {
                    try await drill.password() == "second"
                }
                // Nobody has one.
                try await drill.run("rm -rf work served/fleet.git", in: drill.folder.path)
                try await drill.run(
                    "git init -q --bare -b main served/fleet.git",
                    in: drill.folder.path
                )
                try await drill.follow(title, 1, in: drill.folder.path)
                let recovered = drill.folder.file("recovered")
                let history = try await drill.run("git log --format=%s", in: recovered)
                #expect(history == "second\nStart the fleet\n")
                try await drill.run(
                    """
                    printf third | fleetseal set payments/db password --for production --stdin
                    git add -A && git commit -qm third && git push -q origin HEAD
                    """,
                    in: recovered
                )
                try await until("it goes on again", within: .seconds(120)) {
                    try await drill.password() == "third"
                }
            }
        }
    }

    @Test func `The operator lost, clusters alive`() async throws {
        let title = "The operator lost, clusters alive"
        try await Drill.with { drill in
            var before: String?
            try await drill.agent { agent in
                try await until("it delivers") { try await drill.password() == "p-production" }
                before = try #require(try await drill.secret()).metadata.resourceVersion
                try FileManager.default.removeItem(
                    atPath: drill.folder.file("config/fleetseal/identity")
                )
                try await drill.follow(title, 0)
                let moved = try await drill.follow(title, 1)
                #expect(!moved.contains("FSKEY"))
                // What no cluster is left to open, by file and line.
                let left = try await drill.follow(title, 2)
                let lines = left.split(separator: "\n").filter { $0.contains("value-key-retired") }
                #expect(lines.count == 2, "\(left)")
                #expect(left.contains("the value of password for staging is sealed to"))
                #expect(left.contains("the value of password for eu-west-1 is sealed to"))
                try await drill.follow(title, 3)
                let stale = try await drill.run("fleetseal keys stale")
                #expect(!stale.contains("retired"), "\(stale)")
                // An agent that was told nothing believes nothing of it, and keeps what it has.
                try await until("it does not believe the new operator", within: .seconds(60)) {
                    agent.printed.contains("RegistryUnsigned")
                }
                #expect(try await drill.secret()?.metadata.resourceVersion == before)
            }
            try await drill.follow(title, 4)
            try await drill.agent { agent in
                try await drill.run(
                    """
                    printf after | fleetseal set payments/db password --for production --stdin
                    git add -A && git commit -qm after && git push -q origin HEAD
                    """
                )
                try await until("it believes the new operator", within: .seconds(120)) {
                    try await drill.secret()?.values == ["username": "app", "password": "after"]
                }
            }
        }
    }

    @Test func `A leaked group key`() async throws {
        let title = "A leaked group key"
        try await Drill.with { drill in
            try await drill.agent { agent in
                try await until("it delivers") { try await drill.password() == "p-production" }
                let shown = try await drill.run("fleetseal group show production --json")
                let key = String(try #require(shown.firstMatch(of: /"id": "(k[a-z2-7]{11})"/)).1)
                let exposed = try await drill.follow(title, 0)
                let row = exposed.split(separator: "\n").first { $0.hasPrefix("payments/db") }
                #expect(row?.contains("password") ?? false, "\(exposed)")
                #expect(row?.contains(key) ?? false, "\(exposed)")
                #expect(try await drill.password() == "p-production")
                try await drill.follow(title, 1)
                try await until("the new value is there", within: .seconds(120)) {
                    let now = try await drill.password()
                    return now?.count == 32
                }
                let rest = try await drill.run("grep -rl \(key) keys secrets || true")
                #expect(rest == "")
                let after = try await drill.run("fleetseal exposure \(key) --as key --current")
                #expect(after.contains("; 0 current"), "\(after)")
            }
        }
    }

    @Test func `A cluster lost with its key`() async throws {
        let title = "A cluster lost with its key"
        try await Drill.with { drill in
            try await drill.agent { _ in
                try await until("it delivers") { try await drill.password() == "p-production" }
            }
            let old = try await drill.run(
                "kubectl -n fleetseal get secret fleetseal-key -o jsonpath='{.data.key}' | base64 -d > ../old.key; echo done"
            )
            #expect(old == "done\n")
            // Another one is built in its place.
            try await Cluster.with { built in
                try drill.reach(built)
                try await built.kubectl("create", "namespace", "payments")
                let said = try await drill.follow(title, 0)
                #expect(!said.contains("FSKEY"))
                let client = try Client(
                    Configuration.find(kubeconfig: built.admin),
                    userAgent: "test",
                    concurrency: 2
                )
                let state = drill.folder.file("state-2")
                try await drill.agent(of: built, state: state) { _ in
                    try await until("it delivers again", within: .seconds(60)) {
                        try await drill.secret(client)?.values
                            == ["username": "app", "password": "p-production"]
                    }
                }
                // The lost key opens nothing that the repository has now.
                let lost = try await drill.run(
                    "fleetseal open payments/db --cluster us-east-1 --identity ../old.key 2>&1 || echo refused"
                )
                #expect(lost.contains("refused"))
                #expect(!lost.contains("password:"))
            }
        }
    }

    @Test func `A cluster back from an old backup`() async throws {
        let title = "A cluster back from an old backup"
        let rotate =
            "fleetseal rotate --cluster us-east-1 --context us-east-1 --older-than 0d --wait 10m --commit --push"
        try await Drill.with { drill in
            try await drill.agent { _ in
                try await until("it delivers") { try await drill.password() == "p-production" }
            }
            // Secrets and ConfigMaps can be created anew without what the server gave them.
            try await drill.run(
                """
                kubectl -n fleetseal get secrets,configmaps -o yaml |
                    sed -E '/^ *(resourceVersion|uid|creationTimestamp|selfLink):/d' > ../backup.yaml
                """
            )
            try await drill.agent { _ in
                #expect(try await drill.run(rotate).contains("promoted"))
                try await drill.run(
                    """
                    printf rotated | fleetseal set payments/db password --for production --stdin
                    git add -A && git commit -qm rotated && git push -q origin HEAD
                    """
                )
                try await until("it goes on with its new key") {
                    try await drill.password() == "rotated"
                }
            }
            try await drill.run(
                """
                kubectl -n fleetseal delete secrets,configmaps --all
                kubectl create -f ../backup.yaml
                """
            )
            try await drill.agent { _ in
                try await until("it publishes its old key") {
                    try await drill.run("fleetseal rotate --all --context us-east-1 || true")
                        .contains("refused")
                }
                let said = try await drill.follow(title, 0)
                #expect(said.contains("us-east-1  refused  cluster us-east-1 uses the key"))
                #expect(try await drill.follow(title, 1).contains("is its key again"))
                try await drill.run(
                    """
                    printf restored | fleetseal set payments/db password --for production --stdin
                    git add -A && git commit -qm restored && git push -q origin HEAD
                    """
                )
                try await until("it opens what is new") {
                    try await drill.password() == "restored"
                }
                #expect(try await drill.follow(title, 2).contains("promoted"))
            }
            let history = try await drill.run("git log --format=%s | grep -c '^Rotate keys'")
            #expect(history == "7\n")
        }
    }

    @Test func `A merge that dropped lines`() async throws {
        let title = "A merge that dropped lines"
        try await Drill.with { drill in
            try await drill.agent { _ in
                try await until("it delivers") { try await drill.password() == "p-production" }
                let before = try await drill.run("cat keys/groups/production.yaml")
                try await drill.run(
                    """
                    sed -i '/cluster.us-east-1/d' keys/groups/production.yaml
                    git commit -qam "a wrong merge" && git push -q origin HEAD
                    """
                )
                let said = try await drill.follow(title, 0)
                #expect(said.contains("us-east-1  restored  1 group key sealed to it again"))
                #expect(try await drill.run("cat keys/groups/production.yaml") == before)
                try await drill.run(
                    """
                    printf after | fleetseal set payments/db password --for production --stdin
                    git add -A && git commit -qm after && git push -q origin HEAD
                    """
                )
                try await until("it goes on") { try await drill.password() == "after" }
            }
        }
    }
}
