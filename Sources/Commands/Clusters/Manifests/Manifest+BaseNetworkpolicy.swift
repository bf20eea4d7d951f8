extension Manifest {
    /// As in `deploy/base/networkpolicy.yaml`.
    static let baseNetworkpolicy = Manifest(
        "base/networkpolicy.yaml",
        #"""
        # In: only the port of metrics, health and hooks. Out: names, the API server and Git; since addresses of
        # neither are known here, by port. Narrow it by a patch where they are.
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: fleetseal-agent
          namespace: fleetseal
          labels:
            app.kubernetes.io/name: fleetseal
        spec:
          podSelector:
            matchLabels:
              app.kubernetes.io/name: fleetseal
              app.kubernetes.io/component: agent
          policyTypes: [Ingress, Egress]
          ingress:
            - ports:
                - protocol: TCP
                  port: 9464
          egress:
            - ports:
                - protocol: UDP
                  port: 53
                - protocol: TCP
                  port: 53
            - ports:
                - protocol: TCP
                  port: 443
                - protocol: TCP
                  port: 6443
                - protocol: TCP
                  port: 22
        """#
    )
}
