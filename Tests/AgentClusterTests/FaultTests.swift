import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct FaultTests {
    @Test func `an API server that is killed amid 500 writes and started again loses none`()
        async throws
    {
        try await Site.with { site in
            let namespace = try await site.cluster.namespace()
            let names = try await site.fill(namespace, 500, "1")
            try await TestAgent.with(site, [namespace]) { agent in
                try await until("some are there", within: .seconds(60)) {
                    agent.printed.split(separator: "\n").count { $0.contains("Created") } > 50
                }
                await site.cluster.apiServer.kill()
                try await Task.sleep(for: .seconds(2))
                try await site.cluster.apiServer.restart()
                try await until("all are there", within: .seconds(120)) {
                    try await site.good(namespace, names, "1") == 500
                }
            }
            let once = try await TestAgent.once(site, [namespace])
            #expect(once.output.hasSuffix("500 of 500 ready\n"))
        }
    }
}
