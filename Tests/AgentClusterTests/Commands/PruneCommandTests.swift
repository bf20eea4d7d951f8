import ClusterSupport
import Foundation
import Kubernetes
import Testing
import Waiting

@Suite struct PruneCommandTests {
    @Test func `what a running agent holds back goes once it is acknowledged, and only that`()
        async throws
    {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let own = try await site.cluster.namespace("agent")
        try await site.putKey(site.fleet.key, "key", in: own)
        let names = (0..<20).map { "s-\($0)" }
        let documents = try await site.fleet.sealMany(names, in: namespace) { ["a": $0] }
        for (name, text) in documents { try await site.put(text, name, in: namespace) }
        try await site.cluster.kubectl(
            "create",
            "role",
            "platform",
            "-n",
            own,
            "--verb=get,patch",
            "--resource=configmaps"
        )
        try await site.cluster.kubectl(
            "create",
            "rolebinding",
            "platform",
            "-n",
            own,
            "--role=platform",
            "--user=platform"
        )
        let platform = try await site.cluster.kubeconfig(user: "platform")
        let command = [
            "prune", "acknowledge", "--kubeconfig", platform, "--agent-namespace", own,
        ]
        let status = [
            "status", "--kubeconfig", site.cluster.admin, "--agent-namespace", own, "--namespace",
            namespace,
        ]
        let arguments = ["--key-namespace", own]
        try await TestAgent.with(site, [namespace], arguments, hasKeyFile: false) { _ in
            try await until("all is ready", within: .seconds(40)) {
                try await site.fleet.tryRun(status).output.contains("20/20")
            }
            try await site.publishes(own)
            let nothing = try await site.fleet.tryRun(command)
            #expect(nothing.status == 0)
            #expect(nothing.error.contains("holds nothing back"))
            // By one program: a pause of five seconds amid them would let the first of them go.
            let withdrawn = try await site.cluster.tryKubectl(
                ["delete", "fsec", "-n", namespace, "--wait=false"] + names.prefix(12)
            )
            #expect(withdrawn.status == 0, "\(withdrawn.error)")
            var said = ""
            do {
                try await until("it is said", within: .seconds(90)) {
                    let seen = try await site.fleet.tryRun(status)
                    said = seen.output
                    return said.contains("PruneBlocked 12 of 20") && seen.status == 3
                }
            } catch {
                throw Failure("\(error); it was said: \(said)")
            }
            let unasked = try await site.fleet.tryRun(command)
            #expect(unasked.status == 1)
            let token = try #require(unasked.error.firstMatch(of: #/set-[a-z2-7]+/#)).0
            let wrong = try await site.fleet.tryRun(command + ["set-\(token.dropFirst(5))a"])
            #expect(wrong.status == 1)
            #expect(wrong.error.contains("the agent holds back \(token) now"))
            for name in names { #expect(try await site.secret(name, in: namespace) != nil) }

            let right = try await site.fleet.tryRun(command + [String(token)])
            #expect(right.status == 0, "\(right.error)")
            try await until("they go", within: .seconds(40)) {
                for name in names.prefix(12) {
                    guard try await site.secret(name, in: namespace) == nil else { return false }
                }
                return true
            }
            for name in names.dropFirst(12) {
                #expect(try await site.secret(name, in: namespace) != nil)
            }
            try await until("nothing is wrong any more", within: .seconds(40)) {
                try await site.fleet.tryRun(status).status == 0
            }
        }
    }
}
