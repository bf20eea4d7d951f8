import ClusterSupport
import JSON
import Kubernetes
import Reconciling
import Sealing
import Testing

@testable import Agent

@Suite struct RestartGuardTests {
    @Test func `who knows only an older version of the Secret restarts nothing`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await site.deployWorkload(in: namespace)
        try await site.cluster.kubectl("create", "secret", "generic", "db", "-n", namespace)
        func version() async throws -> SecretVersion {
            let secret = try await site.client.get(.secrets, "db", in: namespace)
            return SecretVersion(
                uid: secret.metadata.uid,
                resourceVersion: secret.resourceVersion
            )
        }
        func generation() async throws -> Int {
            try await site.client.get(.deployments, "api", in: namespace).metadata.generation
        }
        let target = ClusterTarget(
            client: site.client,
            digestKey: HeldDigestKey(SecretBytes.random(count: Digest.count))
        )
        func restart(_ token: String, _ version: SecretVersion) async throws {
            let action = Action.restart(["deployment/api"], token: token, version)
            let name = SecretName(namespace, "db")
            _ = try await target.perform(.init(name: name, action: action))
        }
        let old = try await version()
        try await site.edit("db", in: namespace, ["data": ["a": "eA=="]])
        await #expect(throws: Failure.conflict) { try await restart("old", old) }
        #expect(try await generation() == 1)
        try await restart("new", try await version())
        #expect(try await generation() == 2)
        // Put there again, it is the same and replaces no pods.
        try await restart("new", try await version())
        #expect(try await generation() == 2)
    }
}
