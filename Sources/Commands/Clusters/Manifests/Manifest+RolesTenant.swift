extension Manifest {
    /// As in `deploy/roles/tenant.yaml`.
    static let rolesTenant = Manifest(
        "roles/tenant.yaml",
        #"""
        # FleetSecrets. Bind it in a namespace by a RoleBinding. It is part of Kubernetes' own roles admin and edit
        # through the labels; without them it is not.
        #
        # It reads no Secret; whoever may write a FleetSecret can still give their own workloads in that namespace
        # any value that is sealed for that place.
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: fleetseal-tenant
          labels:
            app.kubernetes.io/name: fleetseal
            rbac.authorization.k8s.io/aggregate-to-admin: "true"
            rbac.authorization.k8s.io/aggregate-to-edit: "true"
        rules:
          - apiGroups: [fleetseal.dev]
            resources: [fleetsecrets]
            verbs: [get, list, watch, create, update, patch, delete]
        """#
    )
}
