import Waiting
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

    @Test func `rights are checked, and who did what is in the audit log`() async throws {
        let cluster = try await Cluster.shared()
        let namespace = try await cluster.namespace()
        let ada = try await cluster.kubeconfig(user: "ada+o=ps/x", groups: ["people"])
        let create = ["create", "configmap", "a", "-n", namespace]
        let refused = try await cluster.tryKubectl(create, as: ada)
        #expect(refused.error.contains(#"User "ada+o=ps/x" cannot create"#))
        // No controller is there to fill Kubernetes' own roles such as `edit`.
        try await cluster.apply(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: people, namespace: \(namespace)}
            rules:
              - {apiGroups: [""], resources: [configmaps], verbs: [create]}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: people, namespace: \(namespace)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: people}
            subjects:
              - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: people}
            """
        )
        // The authorizer learns of it by a watch of its own.
        try await until("the new right counts") {
            try await cluster.tryKubectl(create, as: ada).status == 0
        }
        let writes = try cluster.requests {
            $0.isWrite && $0.objectRef?.namespace == namespace && $0.user.username == "ada+o=ps/x"
        }
        #expect(writes.first?.responseStatus?.code == 403)
        #expect(writes.last?.responseStatus?.code == 201)
        #expect(writes.last?.objectRef?.name == "a")
    }

    @Test func `an API server of its own is killed, paused and started again`() async throws {
        let url = try await Cluster.with { cluster in
            try await cluster.kubectl("create", "configmap", "kept")
            await cluster.apiServer.kill()
            let get = ["get", "configmap", "kept", "--request-timeout=1s"]
            let gone = try await cluster.tryKubectl(get)
            #expect(gone.error.contains("refused"))
            await cluster.etcd.kill()
            try await cluster.etcd.restart()
            try await cluster.apiServer.restart()
            try await cluster.kubectl("get", "configmap", "kept")
            cluster.apiServer.pause()
            let hanging = try await cluster.tryKubectl(get)
            #expect(hanging.status != 0)
            cluster.apiServer.resume()
            try await cluster.kubectl("get", "configmap", "kept")
            return cluster.port
        }
        #expect(!Port.answers(url))
    }
}
