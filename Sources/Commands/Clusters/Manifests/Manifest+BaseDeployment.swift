extension Manifest {
    /// As in `deploy/base/deployment.yaml`.
    static let baseDeployment = Manifest(
        "base/deployment.yaml",
        #"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: fleetseal-agent
          namespace: fleetseal
          labels:
            app.kubernetes.io/name: fleetseal
            app.kubernetes.io/component: agent
        spec:
          # One leads, by a lease; the other takes over within 15 seconds.
          replicas: 2
          selector:
            matchLabels:
              app.kubernetes.io/name: fleetseal
              app.kubernetes.io/component: agent
          template:
            metadata:
              labels:
                app.kubernetes.io/name: fleetseal
                app.kubernetes.io/component: agent
            spec:
              serviceAccountName: fleetseal-agent
              automountServiceAccountToken: true
              terminationGracePeriodSeconds: 20
              securityContext:
                runAsNonRoot: true
                runAsUser: 65532
                runAsGroup: 65532
                fsGroup: 65532
                seccompProfile:
                  type: RuntimeDefault
              affinity:
                podAntiAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                    - weight: 100
                      podAffinityTerm:
                        topologyKey: kubernetes.io/hostname
                        labelSelector:
                          matchLabels:
                            app.kubernetes.io/name: fleetseal
                            app.kubernetes.io/component: agent
              containers:
                - name: agent
                  # Built from deploy/Containerfile and pushed where the cluster can get it.
                  image: fleetseal-agent:latest
                  imagePullPolicy: IfNotPresent
                  args:
                    - run
                    - --cluster=$(FLEETSEAL_CLUSTER)
                    - --trust=/etc/fleetseal/trust
                    - --key-namespace=fleetseal
                    - --source=custom-resources
                    - --target=kubernetes
                    - --listen=0.0.0.0:9464
                  env:
                    - name: FLEETSEAL_CLUSTER
                      valueFrom:
                        configMapKeyRef:
                          name: fleetseal-agent
                          key: cluster
                  ports:
                    - name: http
                      containerPort: 9464
                  livenessProbe:
                    httpGet:
                      path: /healthz
                      port: http
                    periodSeconds: 10
                    failureThreshold: 6
                  readinessProbe:
                    httpGet:
                      path: /readyz
                      port: http
                    periodSeconds: 5
                  resources:
                    requests:
                      cpu: 10m
                      memory: 32Mi
                    limits:
                      memory: 256Mi
                  securityContext:
                    allowPrivilegeEscalation: false
                    readOnlyRootFilesystem: true
                    capabilities:
                      drop: [ALL]
                  volumeMounts:
                    - name: trust
                      mountPath: /etc/fleetseal
                      readOnly: true
                    # For the clone of a Git source; memory, so that nothing outlives the pod.
                    - name: state
                      mountPath: /var/lib/fleetseal
              volumes:
                - name: trust
                  configMap:
                    name: fleetseal-agent
                    items:
                      - key: trust
                        path: trust
                - name: state
                  emptyDir:
                    medium: Memory
                    sizeLimit: 256Mi
        """#
    )
}
