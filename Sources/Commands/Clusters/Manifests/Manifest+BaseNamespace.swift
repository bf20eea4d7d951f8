extension Manifest {
    /// As in `deploy/base/namespace.yaml`.
    static let baseNamespace = Manifest(
        "base/namespace.yaml",
        #"""
        apiVersion: v1
        kind: Namespace
        metadata:
          name: fleetseal
          labels:
            app.kubernetes.io/name: fleetseal
            pod-security.kubernetes.io/enforce: restricted
            pod-security.kubernetes.io/enforce-version: latest
        """#
    )
}
