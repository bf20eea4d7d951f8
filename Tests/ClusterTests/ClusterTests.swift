import ClusterSupport
import Foundation
import Testing

@Suite struct ClusterTests {
    @Test func `a shared API server gives each test a namespace of its own`() async throws {
        let cluster = try await Cluster.shared()
        let (one, other) = (try await cluster.namespace(), try await cluster.namespace())
        try await cluster.kubectl("create", "configmap", "a", "-n", one)
        #expect(one != other)
        #expect(try await cluster.kubectl("get", "configmap", "-n", other) == "")
    }
}
