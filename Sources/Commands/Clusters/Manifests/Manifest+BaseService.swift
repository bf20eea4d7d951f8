extension Manifest {
    /// As in `deploy/base/service.yaml`.
    static let baseService = Manifest(
        "base/service.yaml",
        #"""
        # Metrics of the replicas, and where Git servers call: whichever replica a hook reaches tells the others.
        # Nothing outside of the cluster reaches it; an Ingress for /hooks/git alone is for whoever needs one.
        apiVersion: v1
        kind: Service
        metadata:
          name: fleetseal-agent
          namespace: fleetseal
          labels:
            app.kubernetes.io/name: fleetseal
            app.kubernetes.io/component: agent
        spec:
          selector:
            app.kubernetes.io/name: fleetseal
            app.kubernetes.io/component: agent
          ports:
            - name: http
              protocol: TCP
              port: 9464
              targetPort: http
        """#
    )
}
