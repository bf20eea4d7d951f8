extension Manifest {
    /// As in `deploy/crds/fleetsecrets.yaml`.
    static let crdsFleetsecrets = Manifest(
        "crds/fleetsecrets.yaml",
        #"""
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: fleetsecrets.fleetseal.dev
          labels:
            app.kubernetes.io/name: fleetseal
            app.kubernetes.io/component: crds
        spec:
          group: fleetseal.dev
          scope: Namespaced
          names:
            kind: FleetSecret
            listKind: FleetSecretList
            plural: fleetsecrets
            singular: fleetsecret
            shortNames: [fsec]
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
                - {name: Age, type: date, jsonPath: .metadata.creationTimestamp}
                - {name: Message, type: string, priority: 1, jsonPath: '.status.conditions[?(@.type=="Ready")].message'}
              schema:
                openAPIV3Schema:
                  description: Values sealed to groups of clusters, and the Secret that each cluster makes of them.
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
                      properties:
                        type:
                          description: The Secret's type; Opaque if absent.
                          type: string
                          maxLength: 317
                          pattern: "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$"
                        scope:
                          description: Where the sealed values may be used; strict if absent.
                          type: string
                          enum: [strict, namespace, any]
                        immutable: {type: boolean}
                        suspend:
                          description: Write nothing until this is taken away.
                          type: boolean
                        drift:
                          description: What to do about a change by somebody else; by the agent's configuration if absent.
                          type: string
                          enum: [heal, detect, "off"]
                        adopt:
                          description: Whether a Secret that is not fleetseal's is taken over; never if absent.
                          type: string
                          enum: [never, ifEqual, always]
                        deletion:
                          description: What becomes of the Secret when this document goes; delete if absent.
                          type: string
                          enum: [delete, retain]
                        restart:
                          description: Workloads of the namespace to restart when a value changed.
                          type: array
                          x-kubernetes-list-type: atomic
                          items:
                            type: string
                            maxLength: 265
                            pattern: "^(deployment|statefulset|daemonset)/[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
                        optional:
                          description: Keys that not every cluster needs to get.
                          type: array
                          x-kubernetes-list-type: atomic
                          items: {type: string, minLength: 1, maxLength: 253, pattern: "^\\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$"}
                        layers:
                          description: Sealed values by group; later layers win, key by key.
                          type: array
                          # Their order matters, and merging by key would lose it: one writer has the whole list.
                          x-kubernetes-list-type: atomic
                          items:
                            type: object
                            required: [for]
                            x-kubernetes-preserve-unknown-fields: true
                            properties:
                              for: {type: string, maxLength: 63, pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
                              remove:
                                type: array
                                x-kubernetes-list-type: atomic
                                items: {type: string, minLength: 1, maxLength: 253, pattern: "^\\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$"}
                              values:
                                type: object
                                # A suite that is not known here is the agent's to refuse, by its name.
                                additionalProperties: {type: string, pattern: "^fs[0-9]{1,3}:"}
                        template:
                          description: What the Secret looks like beside its values.
                          type: object
                          x-kubernetes-preserve-unknown-fields: true
                          properties:
                            labels:
                              type: object
                              additionalProperties: {type: string, maxLength: 63}
                            annotations:
                              type: object
                              additionalProperties: {type: string}
                            data:
                              type: object
                              additionalProperties: {type: string}
                            omit:
                              type: array
                              x-kubernetes-list-type: atomic
                              items: {type: string, minLength: 1, maxLength: 253, pattern: "^\\.?[-_a-zA-Z0-9][-._a-zA-Z0-9]*$"}
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
                        items:
                          description: Each key of the Secret, the group of the layer it comes from, and the id of its value.
                          type: array
                          x-kubernetes-list-type: map
                          x-kubernetes-list-map-keys: [key]
                          items:
                            type: object
                            required: [key]
                            properties:
                              key: {type: string}
                              layer: {type: string}
                              value: {type: string}
                        keys:
                          description: The ids of the groups' keys that the values are sealed to.
                          type: array
                          x-kubernetes-list-type: atomic
                          items: {type: string}
                        revision:
                          description: The revision of the source that the Secret was written from.
                          type: string
                        digest:
                          description: Of the document as it is for this cluster.
                          type: string
                        written:
                          description: What was written last, for an agent that starts anew.
                          type: string
        """#
    )
}
