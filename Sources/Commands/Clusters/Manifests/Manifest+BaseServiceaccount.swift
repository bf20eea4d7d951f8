extension Manifest {
    /// As in `deploy/base/serviceaccount.yaml`.
    static let baseServiceaccount = Manifest(
        "base/serviceaccount.yaml",
        #"""
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: fleetseal-agent
          namespace: fleetseal
          labels:
            app.kubernetes.io/name: fleetseal
        # The deployment mounts the token itself; whatever else runs under this account gets none.
        automountServiceAccountToken: false
        """#
    )
}
