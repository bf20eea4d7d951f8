import ClusterSupport
import Kubernetes
import Testing

@Suite struct EventTests {
    @Test func `an event is seen by those who look at its object`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let client = try Client.admin(cluster)
        let object = try await client.create(.configMaps, in: namespace, Body.configMap("a"))
        let subject = EventRecord.Subject(
            .configMaps,
            "a",
            in: namespace,
            uid: object.metadata.uid
        )
        let event = EventRecord(
            subject,
            isWarning: true,
            reason: "Drifted",
            action: "Compare",
            note: "it was edited" + String(repeating: "é", count: 2_000)
        )
        try await client.record(event, controller: "fleetseal.dev/agent", instance: "pod-1")
        let shown = try await cluster.kubectl("describe", "configmap", "a", "-n", namespace)
        #expect(shown.contains("Drifted"))
        #expect(shown.contains("it was edited"))
    }
}
