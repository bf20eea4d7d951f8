extension Manifest {
    /// As in `deploy/base/configuration.yaml`.
    static let baseConfiguration = Manifest(
        "base/configuration.yaml",
        #"""
        # To be replaced by a patch: the cluster's name in the fleet, and the operators to believe.
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: fleetseal-agent
          namespace: fleetseal
          labels:
            app.kubernetes.io/name: fleetseal
        data:
          cluster: ""
          # What `fleetseal trust show --export` prints.
          trust: ""
        """#
    )
}
