import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Payloads
import Testing
import Waiting

@Suite struct OwnershipTests {
    /// Makes a Secret that is not ours.
    private func make(
        _ site: Site,
        _ namespace: String,
        labels: JSONValue = .object([]),
        annotations: JSONValue = .object([]),
        owners: JSONValue = .array([])
    ) async throws {
        let body: JSONValue = [
            "apiVersion": "v1", "kind": "Secret",
            "metadata": [
                "name": "db", "labels": labels, "annotations": annotations,
                "ownerReferences": owners,
            ],
            "stringData": ["a": "theirs", "b": "theirs"],
        ]
        _ = try await site.client.create(.secrets, in: namespace, JSONWriter.payload(body))
    }

    private static let bitnami: JSONValue = [
        [
            "apiVersion": "bitnami.com/v1alpha1", "kind": "SealedSecret", "name": "db",
            "uid": "8d7f4e6a-0000-4000-8000-000000000001", "controller": true,
            "blockOwnerDeletion": true,
        ]
    ]

    @Test func `a Secret of somebody else stays as it is`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await make(site, namespace, owners: Self.bitnami)
        try await site.deliver("db", in: namespace, ["a": "1"])
        let result = try await TestAgent.once(site, [namespace])
        #expect(result.status == 1)
        let stalled = try #require(try await site.condition("db", in: namespace, "Stalled"))
        #expect(stalled.reason == "NotOwned")
        #expect(stalled.message.contains("SealedSecret db"))
        #expect(try await site.secret("db", in: namespace)?.values["a"] == "theirs")
        // What adopting needs that the configuration does not allow.
        let text = try await site.fleet.seal("db", in: namespace, ["a": "1"])
        try await site.put(text, "db", in: namespace, spec: "adopt: always")
        #expect(try await TestAgent.once(site, [namespace]).status == 1)
        #expect(try await site.secret("db", in: namespace)?.values["a"] == "theirs")
    }

    @Test func `adopting takes a Secret from its owner without deleting it`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let flux: JSONValue = [
            "kustomize.toolkit.fluxcd.io/name": "apps",
            "kustomize.toolkit.fluxcd.io/namespace": "flux-system", "team": "payments",
        ]
        try await make(site, namespace, labels: flux, owners: Self.bitnami)
        let uid = try await site.secret("db", in: namespace)?.metadata.uid
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "adopt: always")
        let result = try await TestAgent.once(site, [namespace], ["--adopt", "always"])
        #expect(result.status == 0, "\(result.output)")
        let secret = try #require(try await site.secret("db", in: namespace))
        #expect(secret.metadata.uid == uid)
        #expect(secret.values == ["a": "1"])
        #expect(secret.metadata.owners.isEmpty)
        #expect(secret.metadata.labels == ["fleetseal.dev/managed": "true", "team": "payments"])
        // What Flux does when its Kustomization goes, and Kubernetes when the SealedSecret does.
        try await site.cluster.kubectl(
            "delete",
            "secrets",
            "-n",
            namespace,
            "-l",
            "kustomize.toolkit.fluxcd.io/name=apps"
        )
        for object in try await site.client.list(.secrets, Selection(namespace: namespace))
        where !object.metadata.owners.isEmpty {
            try await site.client.delete(.secrets, object.name, in: namespace)
        }
        #expect(try await site.secret("db", in: namespace)?.metadata.uid == uid)
    }

    @Test func `adopting takes a Secret from Argo CD, by label and by annotation`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        let tracking = "argocd.argoproj.io/tracking-id"
        try await make(
            site,
            namespace,
            labels: ["app.kubernetes.io/instance": "shop", "team": "payments"],
            annotations: [tracking: .string("shop:/Secret:\(namespace)/db"), "note": "kept"]
        )
        let uid = try await site.secret("db", in: namespace)?.metadata.uid
        try await site.deliver("db", in: namespace, ["a": "1"], spec: "adopt: always")
        #expect(try await TestAgent.once(site, [namespace]).status == 1)
        let stalled = try #require(try await site.condition("db", in: namespace, "Stalled"))
        #expect(stalled.message.contains("shop"), "\(stalled.message)")
        let result = try await TestAgent.once(site, [namespace], ["--adopt", "always"])
        #expect(result.status == 0, "\(result.output)")
        let secret = try #require(try await site.secret("db", in: namespace))
        #expect(secret.metadata.uid == uid)
        #expect(secret.values == ["a": "1"])
        #expect(secret.metadata.labels == ["fleetseal.dev/managed": "true", "team": "payments"])
        // What Argo CD prunes is what either mark calls its own.
        #expect(secret.metadata.annotations[tracking] == nil)
        #expect(secret.metadata.annotations["note"] == "kept")
    }

    @Test func `ifEqual takes over what is the same, and nothing else`() async throws {
        let site = try await Site.shared()
        for (values, isTaken) in [(["a": "theirs", "b": "theirs"], true), (["a": "mine"], false)] {
            let namespace = try await site.cluster.namespace()
            try await make(site, namespace)
            try await site.deliver("db", in: namespace, values, spec: "adopt: ifEqual")
            let result = try await TestAgent.once(site, [namespace], ["--adopt", "ifEqual"])
            #expect((result.status == 0) == isTaken)
            #expect(try await site.secret("db", in: namespace)?.values["a"] == "theirs")
        }
    }

    @Test func `a Secret in the way that goes makes room`() async throws {
        let site = try await Site.shared()
        let namespace = try await site.cluster.namespace()
        try await make(site, namespace)
        try await site.deliver("db", in: namespace, ["a": "1"])
        try await TestAgent.with(site, [namespace]) { agent in
            try await until("it is in the way") {
                try await site.condition("db", in: namespace)?.reason == "NotOwned"
            }
            try await site.client.delete(.secrets, "db", in: namespace)
            // A change of the document is a reason to look at once.
            try await site.deliver("db", in: namespace, ["a": "2"])
            try await until("it is there, before the agent would look by itself") {
                try await site.secret("db", in: namespace)?.values == ["a": "2"]
            }
        }
    }
}
