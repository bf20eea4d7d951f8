internal import CommandLine
internal import Kubernetes
internal import Payloads
internal import YAML

/// One object of a manifest, ready to be applied.
struct ManifestObject: Sendable {
    let resource: Resource
    let name: String
    let namespace: String?
    private let body: Payload

    /// Its name, with its namespace if it is in one.
    var title: String { (namespace.map { "\($0)/" } ?? "") + name }

    /// The objects of a manifest in their order.
    static func all(in manifest: Manifest) throws -> [ManifestObject] {
        try manifest.text.split(separator: "\n---\n").map { text in
            // A block of text that ends the document ends with a line end.
            let body = Payload(text + "\n")
            let file = try YAMLFile(body.bytes)
            guard let root = file.documents.first, let kind = root["kind"]?.text,
                let version = root["apiVersion"]?.text,
                let name = root["metadata"]?["name"]?.text,
                let resource = kinds.first(where: {
                    $0.kind == kind && $0.apiVersion == version
                })
            else { throw Failure("read \(manifest.path): it has an object of an unknown kind") }
            return ManifestObject(
                resource: resource,
                name: name,
                namespace: root["metadata"]?["namespace"]?.text,
                body: body
            )
        }
    }

    /// Makes the object, or makes what this command set before what it is now.
    func apply(_ client: Client) async throws(APIError) {
        _ = try await client.apply(
            resource,
            name,
            in: namespace,
            body,
            manager: "fleetseal-install",
            isForced: false
        )
    }

    private static let authorization = "rbac.authorization.k8s.io"

    /// The kinds that manifests have.
    private static let kinds: [Resource] = [
        .customResourceDefinitions, .namespaces, .configMaps, .deployments,
        Resource(kind: "ServiceAccount", plural: "serviceaccounts"),
        Resource(kind: "Service", plural: "services"),
        Resource(group: authorization, kind: "Role", plural: "roles"),
        Resource(group: authorization, kind: "RoleBinding", plural: "rolebindings"),
        Resource(
            group: authorization,
            kind: "ClusterRole",
            plural: "clusterroles",
            isNamespaced: false
        ),
        Resource(
            group: authorization,
            kind: "ClusterRoleBinding",
            plural: "clusterrolebindings",
            isNamespaced: false
        ),
        Resource(group: "networking.k8s.io", kind: "NetworkPolicy", plural: "networkpolicies"),
    ]
}
