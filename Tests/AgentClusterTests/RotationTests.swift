import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct RotationTests {
    /// What an agent publishes, by the words that its lines begin with.
    private func published(_ site: Site, _ own: String) async throws -> [String: [String]] {
        let map = try? await site.client.get(.configMaps, "fleetseal-publication", in: own)
        let text = map?.node[path: "data", "publication"]?.string ?? ""
        return Dictionary(grouping: text.split(separator: "\n").map(String.init)) {
            String($0.prefix { $0 != " " })
        }
    }

    /// Runs `rotate` for the cluster and brings what it wrote into the cluster.
    private func rotate(_ site: Site, _ own: String, _ more: [String] = ["--older-than", "0d"])
        async throws -> String
    {
        let result = try await site.fleet.command(
            [
                "rotate", "--cluster", "here", "--kubeconfig", site.cluster.admin, "--context",
                "test", "--agent-namespace", own,
            ] + more
        )
        let check = try await site.fleet.tryRun(["check"])
        #expect(check.status == 0, "\(check.output)")
        try await site.fleet.render()
        try await site.cluster.kubectl("apply", "-R", "-f", site.fleet.rendered)
        return result.output
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
                #expect(try await rotate(site, own, []).contains("idle"))
                #expect(try await rotate(site, own).contains("asked"))
                try await until("it offers its next key") {
                    try await published(site, own)["line"]?.count == 2
                }
                #expect(try await rotate(site, own).contains("taken"))
                #expect(try await published(site, own)["active"] == old)
                #expect(try await rotate(site, own).contains("promoted"))
                try await until("it uses its next key") {
                    let now = try await published(site, own)
                    return now["active"] != old && now["next"] == nil
                }
                #expect(try await rotate(site, own, []).contains("idle"))
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
}
