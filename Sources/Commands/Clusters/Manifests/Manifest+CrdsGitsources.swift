extension Manifest {
    /// As in `deploy/crds/gitsources.yaml`.
    static let crdsGitsources = Manifest(
        "crds/gitsources.yaml",
        #"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: gitsources.fleetseal.dev
          labels:
            app.kubernetes.io/name: fleetseal
            app.kubernetes.io/component: crds
        spec:
          group: fleetseal.dev
          scope: Cluster
          names:
            kind: GitSource
            listKind: GitSourceList
            plural: gitsources
            singular: gitsource
            categories: [fleetseal]
          versions:
            - name: v1alpha1
              served: true
              storage: true
              subresources:
                status: {}
              additionalPrinterColumns:
                - {name: Ready, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].status'}
                - {name: Status, type: string, jsonPath: '.status.conditions[?(@.type=="Ready")].reason'}
                - {name: Revision, type: string, jsonPath: .status.revision}
                - {name: URL, type: string, priority: 1, jsonPath: .spec.url}
                - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
                - {name: Message, type: string, priority: 1, jsonPath: '.status.conditions[?(@.type=="Ready")].message'}
              schema:
                openAPIV3Schema:
                  description: A Git repository that the agent follows.
                  type: object
                  required: [spec]
                  properties:
                    apiVersion: {type: string}
                    kind: {type: string}
                    metadata: {type: object}
                    spec:
                      # What is not listed is kept, so that the agent refuses it by name: the API server would drop
                      # it without a word, and with it a signature's validity.
                      type: object
                      x-kubernetes-preserve-unknown-fields: true
                      required: [url]
                      properties:
                        url:
                          description: Over https or ssh, or a path of the agent's own files; never with a password in it.
                          type: string
                          minLength: 1
                          maxLength: 2048
                          pattern: "^(https://[^@/?#[:space:]]+|ssh://([^@:/?#[:space:]]+@)?[^@/?#[:space:]]+|file://)/[^?#[:space:]]*$"
                        ref:
                          description: A branch, refs/heads/NAME, refs/tags/NAME or HEAD; HEAD if absent.
                          type: string
                          minLength: 1
                          maxLength: 255
                        path:
                          description: The folder of the repository that is the root of the fleet; all of it if absent.
                          type: string
                          maxLength: 1024
                        interval:
                          description: How often the ref is asked for, with jitter.
                          type: string
                          pattern: "^([0-9]+(ms|s|m|h))+$"
                        suspend:
                          description: Follow it no further until this is taken away.
                          type: boolean
                        secretRef:
                          description: A Secret in the agent's own namespace with the credential, and where that may go.
                          type: object
                          required: [name, hosts]
                          properties:
                            name: {type: string, maxLength: 253, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"}
                            hosts:
                              type: array
                              minItems: 1
                              x-kubernetes-list-type: atomic
                              items: {type: string, minLength: 1, maxLength: 253}
                        certificateAuthorities:
                          description: PEM certificates of the only authorities to trust for https; the system's if absent.
                          type: string
                        knownHosts:
                          description: Lines as in known_hosts, for ssh.
                          type: string
                        namespaces:
                          description: Patterns of the namespaces that it may deliver to; all that the agent may, if absent.
                          type: array
                          minItems: 1
                          x-kubernetes-list-type: atomic
                          items: {type: string, minLength: 1, maxLength: 63}
                        rewrites:
                          description: Whether a commit that does not come after the one before is taken; refuse if absent.
                          type: string
                          enum: [refuse, allow]
                    status:
                      type: object
                      x-kubernetes-preserve-unknown-fields: true
                      # Never seen: kstatus waits, instead of taking a document without a status for done.
                      default: {observedGeneration: -1}
                      properties:
                        observedGeneration:
                          description: The generation of the document that this status is about; -1 before the first.
                          type: integer
                          format: int64
                        conditions:
                          type: array
                          x-kubernetes-list-type: map
                          x-kubernetes-list-map-keys: [type]
                          items:
                            type: object
                            required: [type, status, reason, message, lastTransitionTime]
                            properties:
                              type: {type: string, maxLength: 316}
                              status: {type: string, enum: ["True", "False", "Unknown"]}
                              reason: {type: string, minLength: 1, maxLength: 1024}
                              message: {type: string, maxLength: 32768}
                              observedGeneration: {type: integer, format: int64, minimum: 0}
                              lastTransitionTime: {type: string, format: date-time}
                        revision:
                          description: The commit in force.
                          type: string
                        documents:
                          type: object
                          properties:
                            total: {type: integer, format: int64}
                            ready: {type: integer, format: int64}
                            notReady: {type: integer, format: int64}
                        notReady:
                          description: Up to 50 documents that are not ready.
                          type: array
                          maxItems: 50
                          x-kubernetes-list-type: atomic
                          items:
                            type: object
                            required: [namespace, name, reason]
                            properties:
                              namespace: {type: string}
                              name: {type: string}
                              reason: {type: string}
                              message: {type: string}
        """#
    )
}
