import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing

@Suite struct RightsTests {
    @Test func `the rights of the manifests are enough, and are used for nothing else`()
        async throws
    {
        try await Site.with { site in
            try await site.cluster.kubectl("apply", "-k", TestFleet.source("deploy/cluster-wide"))
            try await site.cluster.kubectl("apply", "-k", TestFleet.source("deploy/restart"))
            let namespace = try await site.cluster.namespace()
            let account = try await site.cluster.kubeconfig(
                serviceAccount: "fleetseal-agent",
                in: "fleetseal"
            )
            try await site.cluster.kubectl(
                "create",
                "secret",
                "generic",
                "key",
                "-n",
                "fleetseal",
                "--from-file=key=\(site.fleet.key)"
            )
            try await site.cluster.kubectl(
                "label",
                "secret",
                "key",
                "-n",
                "fleetseal",
                "fleetseal.dev/key-of=here"
            )
            try await site.deliver("db", in: namespace, ["a": "1"], spec: "drift: heal")
            try await site.deliver("tls", in: namespace, ["a": "1"], immutable: true)
            // It must not reach its own keys by a document.
            try await site.deliver("key", in: "fleetseal", ["key": "x"], spec: "adopt: always")
            let arguments = ["--key-namespace", "fleetseal", "--adopt", "always"]
            try await TestAgent.with(
                site,
                [],
                arguments,
                kubeconfig: account,
                hasKeyFile: false
            ) { agent in
                try await until("both are there", within: .seconds(40)) {
                    let one = try await site.secret("db", in: namespace)
                    let other = try await site.secret("tls", in: namespace)
                    return one != nil && other != nil
                }
                try await site.edit("db", in: namespace, ["data": ["b": "eA=="]])
                try await site.deliver("tls", in: namespace, ["a": "2"], immutable: true)
                try await until("one is healed, one made anew") {
                    let one = try await site.secret("db", in: namespace)?.values
                    let other = try await site.secret("tls", in: namespace)?.values
                    return one == ["a": "1"] && other == ["a": "2"]
                }
                try await site.withdraw("db", in: namespace)
                try await until("it is gone") { try await site.secret("db", in: namespace) == nil }
                try await until("the agent's own namespace is refused") {
                    try await site.condition("key", in: "fleetseal")?.reason == "OwnNamespace"
                }
            }
            let refused = try site.cluster.requests {
                $0.responseStatus?.code == 403
                    && $0.userAgent?.hasPrefix("fleetseal-agent") ?? false
            }
            // The one look for which it does without the right.
            #expect(
                refused.allSatisfy { $0.objectRef?.resource == "customresourcedefinitions" },
                "\(refused)"
            )
        }
    }
}
