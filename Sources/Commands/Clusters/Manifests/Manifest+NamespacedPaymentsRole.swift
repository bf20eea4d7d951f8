extension Manifest {
    /// As in `deploy/namespaced/payments/role.yaml`.
    static let namespacedPaymentsRole = Manifest(
        "namespaced/payments/role.yaml",
        #"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: fleetseal-agent
          labels:
            app.kubernetes.io/name: fleetseal
        rules:
          - apiGroups: [""]
            resources: [secrets]
            verbs: [get, list, watch, create, patch, delete]
          - apiGroups: ["", events.k8s.io]
            resources: [events]
            verbs: [create, patch]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: fleetseal-agent
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
