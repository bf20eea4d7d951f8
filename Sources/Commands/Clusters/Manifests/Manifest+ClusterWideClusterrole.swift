extension Manifest {
    /// As in `deploy/cluster-wide/clusterrole.yaml`.
    static let clusterWideClusterrole = Manifest(
        "cluster-wide/clusterrole.yaml",
        #"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: fleetseal-agent
          labels:
            app.kubernetes.io/name: fleetseal
        rules:
          - apiGroups: [fleetseal.dev]
            resources: [fleetsecrets, fleetgroups, fleetclusters, fleets, gitsources]
            verbs: [get, list, watch]
          # Never the documents themselves: whoever holds this account can seal nothing and sign nothing.
          - apiGroups: [fleetseal.dev]
            resources: [fleetsecrets/status, gitsources/status]
            verbs: [patch]
          - apiGroups: [""]
            resources: [secrets]
            verbs: [get, list, watch, create, patch, delete]
          # Which there are, and the drift mode that they ask for.
          - apiGroups: [""]
            resources: [namespaces]
            verbs: [get, list, watch]
          # Whether it is being deleted, and its documents with it: then they are not taken for withdrawn.
          - apiGroups: [apiextensions.k8s.io]
            resources: [customresourcedefinitions]
            resourceNames: [fleetsecrets.fleetseal.dev]
            verbs: [get]
          - apiGroups: ["", events.k8s.io]
            resources: [events]
            verbs: [create, patch]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: fleetseal-agent
          labels:
            app.kubernetes.io/name: fleetseal
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: fleetseal-agent
        subjects:
          - kind: ServiceAccount
            name: fleetseal-agent
            namespace: fleetseal
        """#
    )
}
