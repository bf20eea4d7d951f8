extension Manifest {
    /// As in `deploy/roles/platform.yaml`.
    static let rolesPlatform = Manifest(
        "roles/platform.yaml",
        #"""
        # The registry and sources. Bind it to the platform team, or to what applies its repository. It lets
        # nobody sign: what no operator signed is refused by the agent, whoever applied it.
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: fleetseal-platform
          labels:
            app.kubernetes.io/name: fleetseal
        rules:
          - apiGroups: [fleetseal.dev]
            resources: [fleets, fleetclusters, fleetgroups, gitsources]
            verbs: [get, list, watch, create, update, patch, delete]
        """#
    )
}
