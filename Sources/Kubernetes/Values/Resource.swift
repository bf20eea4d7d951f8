/// A kind of objects and where the API has them.
package struct Resource: Hashable, Sendable {
    /// The API group; empty for the core.
    package let group: String
    /// The version of the group, such as `v1`.
    package let version: String
    /// The kind, as objects name it.
    package let kind: String
    /// The name in addresses, such as `secrets`.
    package let plural: String
    /// Whether the objects are in namespaces.
    package let isNamespaced: Bool

    package init(
        group: String = "",
        version: String = "v1",
        kind: String,
        plural: String,
        isNamespaced: Bool = true
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// What objects say in `apiVersion`.
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// Whether the objects hold secrets, so that nothing the server says about them is repeated.
    var isConfidential: Bool { self == .secrets }

    /// The path of one object, or of all of them.
    func path(in namespace: String?, _ name: String? = nil, _ subresource: String? = nil) -> String
    {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace { path += "/namespaces/" + Query.escaped(namespace) }
        path += "/" + plural
        if let name { path += "/" + Query.escaped(name) }
        if let subresource { path += "/" + subresource }
        return path
    }
}

extension Resource {
    package static let secrets = Resource(kind: "Secret", plural: "secrets")
    package static let configMaps = Resource(kind: "ConfigMap", plural: "configmaps")
    package static let namespaces = Resource(
        kind: "Namespace",
        plural: "namespaces",
        isNamespaced: false
    )
    package static let leases = Resource(
        group: "coordination.k8s.io",
        kind: "Lease",
        plural: "leases"
    )
    package static let events = Resource(
        group: "events.k8s.io",
        kind: "Event",
        plural: "events"
    )
    package static let customResourceDefinitions = Resource(
        group: "apiextensions.k8s.io",
        kind: "CustomResourceDefinition",
        plural: "customresourcedefinitions",
        isNamespaced: false
    )
    package static let deployments = Resource(
        group: "apps",
        kind: "Deployment",
        plural: "deployments"
    )
    package static let statefulSets = Resource(
        group: "apps",
        kind: "StatefulSet",
        plural: "statefulsets"
    )
    package static let daemonSets = Resource(
        group: "apps",
        kind: "DaemonSet",
        plural: "daemonsets"
    )
    static let accessReviews = Resource(
        group: "authorization.k8s.io",
        kind: "SelfSubjectAccessReview",
        plural: "selfsubjectaccessreviews",
        isNamespaced: false
    )
}
