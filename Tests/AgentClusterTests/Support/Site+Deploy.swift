import ClusterSupport
import Testing

// What is installed in a cluster: agents with the rights that deploy/ gives them, and workloads.

extension Site {
    /// Applies manifests and puts the cluster's key in its place; gives what the agent's account logs
    /// in with.
    func install(_ parts: [String]) async throws -> String {
        for part in parts {
            try await cluster.kubectl("apply", "-k", TestFleet.source("deploy/\(part)"))
        }
        try await putKey(fleet.key, "key", in: "fleetseal")
        return try await cluster.kubeconfig(serviceAccount: "fleetseal-agent", in: "fleetseal")
    }

    /// What was refused is the one look for which the agent does without the right.
    func expectNothingRefused() throws {
        let refused = try cluster.requests { $0.responseStatus?.code == 403 }
            .filter { $0.userAgent?.hasPrefix("fleetseal-agent") ?? false }
        let resources = Set(refused.compactMap(\.objectRef?.resource))
        #expect(resources.isSubset(of: ["customresourcedefinitions"]))
    }

    /// Makes a workload, deployment/api, of which nothing runs here.
    func deployWorkload(in namespace: String) async throws {
        try await cluster.apply(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: api, namespace: \(namespace)}
            spec:
              selector: {matchLabels: {app: api}}
              template:
                metadata: {labels: {app: api}}
                spec: {containers: [{name: api, image: api}]}
            """
        )
    }
}
