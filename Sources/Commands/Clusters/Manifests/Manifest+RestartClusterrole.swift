extension Manifest {
    /// As in `deploy/restart/clusterrole.yaml`.
    static let restartClusterrole = Manifest(
        "restart/clusterrole.yaml",
        #"""
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: fleetseal-agent-restart
          labels:
            app.kubernetes.io/name: fleetseal
        rules:
          - apiGroups: [apps]
            resources: [deployments, statefulsets, daemonsets]
            verbs: [get, patch]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: fleetseal-agent-restart
          labels:
            app.kubernetes.io/name: fleetseal
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: fleetseal-agent-restart
        subjects:
          - kind: ServiceAccount
            name: fleetseal-agent
            namespace: fleetseal
        """#
    )
}
