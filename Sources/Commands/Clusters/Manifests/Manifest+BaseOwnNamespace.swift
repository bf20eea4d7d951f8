extension Manifest {
    /// As in `deploy/base/own-namespace.yaml`.
    static let baseOwnNamespace = Manifest(
        "base/own-namespace.yaml",
        #"""
        # What the agent keeps in its own namespace.
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: fleetseal-agent
          namespace: fleetseal
          labels:
            app.kubernetes.io/name: fleetseal
        rules:
          # The cluster's keys, what it has seen of the registry, and credentials for Git.
          - apiGroups: [""]
            resources: [secrets]
            verbs: [get, list, watch, create, update, patch]
          # The publication of its public keys.
          - apiGroups: [""]
            resources: [configmaps]
            verbs: [get, list, watch, create, update, patch]
          - apiGroups: [coordination.k8s.io]
            resources: [leases]
            verbs: [get, create, update]
          # About itself.
          - apiGroups: ["", events.k8s.io]
            resources: [events]
            verbs: [create, patch]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: fleetseal-agent
          namespace: fleetseal
          labels:
            app.kubernetes.io/name: fleetseal
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: fleetseal-agent
        subjects:
          - kind: ServiceAccount
            name: fleetseal-agent
            namespace: fleetseal
        """#
    )
}
