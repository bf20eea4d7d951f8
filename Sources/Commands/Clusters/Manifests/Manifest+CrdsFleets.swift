extension Manifest {
    /// As in `deploy/crds/fleets.yaml`.
    static let crdsFleets = Manifest(
        "crds/fleets.yaml",
        #"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: fleets.fleetseal.dev
          labels:
            app.kubernetes.io/name: fleetseal
            app.kubernetes.io/component: crds
        spec:
          group: fleetseal.dev
          scope: Cluster
          names:
            kind: Fleet
            listKind: FleetList
            plural: fleets
            singular: fleet
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
                  description: The fleet, its operators and its rules.
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
                      required: [id, epoch, operators, signature]
                      properties:
                        id: {type: string, pattern: "^f[a-z2-7]{20}$"}
                        epoch: {type: integer, format: int64, minimum: 1, maximum: 999999999999999}
                        operators:
                          description: Who may sign the registry, and which groups they can open.
                          type: array
                          minItems: 1
                          x-kubernetes-list-type: atomic
                          items:
                            type: object
                            required: [name, public, opens]
                            x-kubernetes-preserve-unknown-fields: true
                            properties:
                              name: {type: string, maxLength: 63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
                              public: {type: string, pattern: "^fspub[0-9]{1,3}[a-z2-7]+$"}
                              # Either the text "all" or a list of groups; a schema has no type for that.
                              opens: {x-kubernetes-preserve-unknown-fields: true}
                        revoked:
                          description: Fingerprints of keys that are never used again.
                          type: array
                          x-kubernetes-list-type: atomic
                          items: {type: string, pattern: "^[a-z2-7]{4}(-[a-z2-7]{4}){12}$"}
                        rules:
                          description: What documents may be, and what clusters must get.
                          type: array
                          maxItems: 1024
                          x-kubernetes-list-type: atomic
                          items:
                            type: object
                            required: [name]
                            oneOf:
                              - required: [allow]
                              - required: [require]
                            x-kubernetes-preserve-unknown-fields: true
                            properties:
                              name: {type: string, maxLength: 63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
                              paths:
                                type: array
                                minItems: 1
                                maxItems: 64
                                x-kubernetes-list-type: atomic
                                items: {type: string, minLength: 1, maxLength: 512}
                              allow:
                                type: object
                                x-kubernetes-preserve-unknown-fields: true
                                properties:
                                  namespaces:
                                    type: array
                                    minItems: 1
                                    maxItems: 64
                                    x-kubernetes-list-type: atomic
                                    items: {type: string, minLength: 1, maxLength: 512}
                                  groups:
                                    type: array
                                    minItems: 1
                                    maxItems: 64
                                    x-kubernetes-list-type: atomic
                                    items: {type: string, minLength: 1, maxLength: 512}
                                  types:
                                    type: array
                                    minItems: 1
                                    maxItems: 64
                                    x-kubernetes-list-type: atomic
                                    items: {type: string, minLength: 1, maxLength: 512}
                                  scopes:
                                    type: array
                                    minItems: 1
                                    x-kubernetes-list-type: atomic
                                    items: {type: string, enum: [strict, namespace, any]}
                              select:
                                type: object
                                x-kubernetes-preserve-unknown-fields: true
                              all: {type: boolean, enum: [true]}
                              require:
                                type: object
                                required: [secret, keys]
                                x-kubernetes-preserve-unknown-fields: true
                                properties:
                                  secret: {type: string, pattern: "^[^/]+/[^/]+$"}
                                  keys:
                                    type: array
                                    minItems: 1
                                    maxItems: 64
                                    x-kubernetes-list-type: atomic
                                    items: {type: string, minLength: 1, maxLength: 512}
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
