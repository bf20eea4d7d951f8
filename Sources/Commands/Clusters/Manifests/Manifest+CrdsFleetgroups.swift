extension Manifest {
    /// As in `deploy/crds/fleetgroups.yaml`.
    static let crdsFleetgroups = Manifest(
        "crds/fleetgroups.yaml",
        #"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: fleetgroups.fleetseal.dev
          labels:
            app.kubernetes.io/name: fleetseal
            app.kubernetes.io/component: crds
        spec:
          group: fleetseal.dev
          scope: Cluster
          names:
            kind: FleetGroup
            listKind: FleetGroupList
            plural: fleetgroups
            singular: fleetgroup
            shortNames: [fsg]
            categories: [fleetseal]
          versions:
            - name: v1alpha1
              served: true
              storage: true
              subresources:
                status: {}
              additionalPrinterColumns:
                - {name: Epoch, type: integer, jsonPath: .spec.epoch}
                - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
              schema:
                openAPIV3Schema:
                  description: A set of clusters with a key that each of them can open.
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
                      required: [epoch, signature]
                      oneOf:
                        - required: [keys, select]
                        - required: [keys, all]
                        - required: [keys, cluster]
                        - required: [removed]
                      properties:
                        select:
                          description: The clusters with these labels; the agent goes by the signed lists of the clusters alone.
                          type: object
                          x-kubernetes-preserve-unknown-fields: true
                          properties:
                            matchLabels:
                              type: object
                              additionalProperties: {type: string, maxLength: 63}
                            matchExpressions:
                              type: array
                              x-kubernetes-list-type: atomic
                              items:
                                type: object
                                required: [key, operator]
                                properties:
                                  key: {type: string, maxLength: 317, pattern: "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$"}
                                  operator: {type: string, enum: [In, NotIn, Exists, DoesNotExist]}
                                  values:
                                    type: array
                                    x-kubernetes-list-type: atomic
                                    items: {type: string, maxLength: 63}
                        all:
                          description: Every cluster.
                          type: boolean
                          enum: [true]
                        cluster:
                          description: The group of one of this cluster.
                          type: string
                          maxLength: 63
                          pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"
                        epoch: {type: integer, format: int64, minimum: 1, maximum: 999999999999999}
                        keys:
                          type: array
                          minItems: 1
                          x-kubernetes-list-type: atomic
                          items:
                            type: object
                            required: [id, public, state, created]
                            x-kubernetes-preserve-unknown-fields: true
                            properties:
                              id: {type: string, pattern: "^k[a-z2-7]{11}$"}
                              public: {type: string, pattern: "^fspub[0-9]{1,3}[a-z2-7]+$"}
                              state: {type: string, enum: [next, active, retired, revoked]}
                              created: {type: string, pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
                              rekeyDue:
                                description: Members taken out while this key stayed active.
                                type: array
                                x-kubernetes-list-type: atomic
                                items: {type: string}
                              sealedTo:
                                description: The key, sealed to each member; not covered by the signature.
                                type: object
                                additionalProperties: {type: string, pattern: "^fs[0-9]{1,3}:"}
                        removed:
                          description: A tombstone with the date; the name stays taken.
                          type: string
                          pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
                        signature:
                          description: By an operator; covers the rest of spec as docs/format.md says.
                          type: object
                          required: [by, sig]
                          properties:
                            by: {type: string, maxLength: 63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
                            sig: {type: string, pattern: "^[A-Za-z0-9+/]{86}==$"}
                        extensions:
                          description: For programs that know them by name; kept as it is.
                          type: object
                          x-kubernetes-preserve-unknown-fields: true
                        requires:
                          description: Names of extensions without which the document must not be used.
                          type: array
                          x-kubernetes-list-type: atomic
                          items: {type: string, minLength: 1}
                    status:
                      type: object
                      x-kubernetes-preserve-unknown-fields: true
                      # No default: nothing waits for a status of what the agent only reads.
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
        """#
    )
}
