extension Manifest {
    /// As in `deploy/roles/viewer.yaml`.
    static let rolesViewer = Manifest(
        "roles/viewer.yaml",
        #"""
        # FleetSecrets, to look at: what is sealed and what became of it. It is part of Kubernetes' own role view,
        # and so of edit and admin, through the label; without it, bind it in a namespace by a RoleBinding.
        #
        # What it shows is what the repository shows: names, layers and sealed values.
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: fleetseal-viewer
          labels:
            app.kubernetes.io/name: fleetseal
            rbac.authorization.k8s.io/aggregate-to-view: "true"
        rules:
          - apiGroups: [fleetseal.dev]
            resources: [fleetsecrets]
            verbs: [get, list, watch]
        """#
    )
}
