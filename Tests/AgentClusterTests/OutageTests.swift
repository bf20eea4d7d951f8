import ClusterSupport
import Foundation
import Testing
import Waiting

@Suite struct OutageTests {
    @Test func `documents come before the registry, in any order; then etcd stops for 30 seconds`()
        async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            try await site.cluster.kubectl("delete", "-R", "-f", site.fleet.rendered)
            try await site.deliver("db", in: namespace, ["a": "1"])
            try await site.deliver("web", in: namespace, ["a": "1"], group: "here")
            try await TestAgent.with(site, [namespace]) { agent in
                try await until("they wait for the registry") {
                    try await site.condition("db", in: namespace) != nil
                }
                let files = try await Command.checked(
                    "find",
                    [site.fleet.rendered, "-name", "*.yaml"]
                )
                for file in files.split(separator: "\n").sorted().reversed() {
                    #expect(try await site.secret("db", in: namespace) == nil)
                    try await site.cluster.kubectl("apply", "-f", String(file))
                }
                for name in ["db", "web"] {
                    try await until("\(name) is there") {
                        try await site.condition(name, in: namespace)?.reason == "Applied"
                    }
                }
                site.cluster.etcd.pause()
                try await Task.sleep(for: .seconds(30))
                site.cluster.etcd.resume()
                try await until("documents are followed again", within: .seconds(90)) {
                    try? await site.deliver("db", in: namespace, ["a": "2"])
                    return (try? await site.secret("db", in: namespace))??.values == ["a": "2"]
                }
                #expect(try await site.secret("web", in: namespace)?.values == ["a": "1"])
                try await until("it says so", within: .seconds(60)) {
                    try await agent.metric(#"fleetseal_agent_documents{reason="Applied"}"#) == 2
                }
            }
        }
    }
}
