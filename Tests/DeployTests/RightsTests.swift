import ClusterSupport
import Foundation
import Testing
import Waiting

/// What the agent and people may do, asked of the real API server in their names.
@Suite struct RightsTests {
    private static let agent = "fleetseal-agent"

    @Test func `for a whole cluster the agent may do what it needs and nothing else`() async throws
    {
        try await Cluster.with { cluster in
            try await cluster.install("cluster-wide")
            try await cluster.kubectl("create", "namespace", "payments")
            let agent = try await cluster.kubeconfig(serviceAccount: Self.agent, in: "fleetseal")
            let yes = [
                "get list watch create patch delete secrets payments",
                "get list watch create patch delete secrets kube-system",
                "get list watch fleetsecrets.fleetseal.dev payments",
                "patch fleetsecrets.fleetseal.dev/status payments",
                "get list watch fleets.fleetseal.dev", "patch gitsources.fleetseal.dev/status",
                "get list watch fleetclusters.fleetseal.dev",
                "get list watch fleetgroups.fleetseal.dev",
                "get list watch gitsources.fleetseal.dev",
                "get list watch namespaces",
                "create patch events payments",
                "get create update leases.coordination.k8s.io fleetseal",
                "get create update patch configmaps fleetseal",
            ]
            let no = [
                "update deletecollection secrets payments",
                "create update patch delete fleetsecrets.fleetseal.dev payments",
                "update fleetsecrets.fleetseal.dev/status payments",
                "create update patch delete fleets.fleetseal.dev",
                "create update patch delete fleetgroups.fleetseal.dev",
                "patch fleets.fleetseal.dev/status", "patch fleetgroups.fleetseal.dev/status",
                "list watch patch delete leases.coordination.k8s.io fleetseal",
                "create update patch delete namespaces",
                "get create patch configmaps payments",
                "get create leases.coordination.k8s.io payments",
                "get list patch deployments.apps payments",
                "create pods payments", "create pods/exec payments",
                "create serviceaccounts/token payments",
                "create rolebindings.rbac.authorization.k8s.io payments",
                "impersonate users", "get nodes",
                "get customresourcedefinitions.apiextensions.k8s.io",
            ]
            try await expect(cluster, as: agent, may: yes, mayNot: no)
            try await cluster.install("restart")
            let more = ["get patch deployments.apps payments", "patch daemonsets.apps payments"]
            try await until("the new rights count") {
                try await cluster.may(["patch deployments.apps payments"], as: agent) == [true]
            }
            try await expect(
                cluster,
                as: agent,
                may: more,
                mayNot: ["create update delete statefulsets.apps payments"]
            )
        }
    }

    @Test func `with Roles alone the agent reaches the namespaces that are named`() async throws {
        try await Cluster.with { cluster in
            try await cluster.kubectl("create", "namespace", "payments")
            try await cluster.install("namespaced")
            let kinds = try await cluster.kubectl("get", "clusterroles", "-o", "name")
            #expect(!kinds.contains("fleetseal"))
            let agent = try await cluster.kubeconfig(serviceAccount: Self.agent, in: "fleetseal")
            try await expect(
                cluster,
                as: agent,
                may: [
                    "get list watch create patch delete secrets payments",
                    "create patch events payments",
                    "get create update leases.coordination.k8s.io fleetseal",
                    "get create update patch secrets fleetseal",
                ],
                mayNot: [
                    "get list secrets default", "list watch secrets", "get list namespaces",
                    "update secrets payments", "delete secrets fleetseal",
                ]
            )
        }
    }

    @Test func `platform, tenants and viewers have each their own`() async throws {
        let cluster = try await Deployed.shared()
        try await cluster.install("roles")
        let namespace = try await cluster.namespace()
        try await cluster.apply(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: \(namespace)}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: fleetseal-platform}
            subjects:
              - {apiGroup: rbac.authorization.k8s.io, kind: User, name: platform-\(namespace)}
            """
        )
        for role in ["tenant", "viewer"] {
            try await cluster.kubectl(
                "create",
                "rolebinding",
                role,
                "-n",
                namespace,
                "--clusterrole=fleetseal-\(role)",
                "--user=\(role)-\(namespace)"
            )
        }
        let platform = try await cluster.kubeconfig(user: "platform-\(namespace)")
        let tenant = try await cluster.kubeconfig(user: "tenant-\(namespace)")
        let viewer = try await cluster.kubeconfig(user: "viewer-\(namespace)")
        try await until("the new rights count") {
            let seen = try await cluster.may(
                ["get fleetsecrets.fleetseal.dev \(namespace)"],
                as: viewer
            )
            let first = try await cluster.may(["create fleets.fleetseal.dev"], as: platform)
            let other = try await cluster.may(
                ["create fleetsecrets.fleetseal.dev \(namespace)"],
                as: tenant
            )
            return seen + first + other == [true, true, true]
        }
        try await expect(
            cluster,
            as: platform,
            may: [
                "create patch delete fleetgroups.fleetseal.dev", "patch gitsources.fleetseal.dev",
            ],
            mayNot: [
                "get secrets \(namespace)", "create fleetsecrets.fleetseal.dev \(namespace)",
                "patch fleets.fleetseal.dev/status",
            ]
        )
        try await expect(
            cluster,
            as: tenant,
            may: ["get update patch delete fleetsecrets.fleetseal.dev \(namespace)"],
            mayNot: [
                "get secrets \(namespace)", "create fleetsecrets.fleetseal.dev default",
                "get fleetgroups.fleetseal.dev", "patch gitsources.fleetseal.dev",
                "patch fleetsecrets.fleetseal.dev/status \(namespace)",
            ]
        )
        try await expect(
            cluster,
            as: viewer,
            may: ["get list watch fleetsecrets.fleetseal.dev \(namespace)"],
            mayNot: [
                "get secrets \(namespace)", "create fleetsecrets.fleetseal.dev \(namespace)",
                "patch delete fleetsecrets.fleetseal.dev \(namespace)",
                "get fleetsecrets.fleetseal.dev default",
                "patch fleetsecrets.fleetseal.dev/status \(namespace)",
            ]
        )
    }

    @Test(arguments: ["cluster-wide", "namespaced"])
    func `the Service has the pods that the Deployment makes, and the port that they listen at`(
        folder: String
    ) async throws {
        let cluster = try await Deployed.shared()
        let manifests = try await cluster.kustomized(Deployed.folder("deploy/\(folder)"))
        let objects = try await cluster.json(
            ["apply", "--dry-run=client", "--validate=false", "-o", "json", "-f", "-"],
            input: manifests
        ).at("items").items
        func spec(_ kind: String) throws -> JSON {
            try #require(objects.first { $0.at("kind").text == kind }?.at("spec"))
        }
        let service = try spec("Service")
        let pod = try spec("Deployment").at("template")
        #expect(service.at("selector") == pod.at("metadata", "labels"))
        #expect(service.at("type") == nil)
        let container = try #require(pod.at("spec", "containers").items.first)
        let ports = container.at("ports").items
        let port = try #require(service.at("ports").items.first)
        #expect(port.at("targetPort").text == ports.first?.at("name").text)
        let number = try #require(ports.first?.at("containerPort"))
        #expect(container.at("args").items.contains(.text("--listen=0.0.0.0:9464")))
        #expect(number == .number(9464))
        #expect(port.at("port") == number)
        let rule = try #require(spec("NetworkPolicy").at("ingress").items.first)
        #expect(rule.at("ports").items.first?.at("port") == number)
    }

    @Test(arguments: ["cluster-wide", "namespaced"])
    func `the pod is as restricted as Kubernetes knows`(folder: String) async throws {
        let cluster = try await Deployed.shared()
        let manifests = try await cluster.kustomized(Deployed.folder("deploy/\(folder)"))
        let objects = try await cluster.json(
            ["apply", "--dry-run=client", "--validate=false", "-o", "json", "-f", "-"],
            input: manifests
        ).at("items").items
        let found = objects.first { $0.at("kind").text == "Deployment" }
        let pod = try #require(found).at("spec", "template", "spec")
        #expect(pod.at("securityContext", "runAsNonRoot") == .boolean(true))
        #expect(pod.at("securityContext", "seccompProfile", "type").text == "RuntimeDefault")
        for field in ["hostNetwork", "hostPID", "hostIPC"] { #expect(pod.at(field) == nil) }
        for volume in pod.at("volumes").items {
            #expect(volume.at("configMap") != nil || volume.at("emptyDir") != nil)
        }
        let containers = pod.at("containers").items
        #expect(containers.count == 1)
        for container in containers {
            let context = container.at("securityContext")
            #expect(context.at("allowPrivilegeEscalation") == .boolean(false))
            #expect(context.at("readOnlyRootFilesystem") == .boolean(true))
            #expect(context.at("capabilities", "drop").items == [.text("ALL")])
            #expect(context.at("capabilities", "add") == nil)
            for port in container.at("ports").items { #expect(port.at("hostPort") == nil) }
        }
    }

    private func expect(
        _ cluster: Cluster,
        as kubeconfig: String,
        may: [String],
        mayNot: [String]
    ) async throws {
        for (rights, expected) in [(may, true), (mayNot, false)] {
            let all = rights.flatMap(Right.all)
            let answers = try await cluster.may(all, as: kubeconfig)
            for (right, answer) in zip(all, answers) {
                #expect(answer == expected, "\(right)")
            }
        }
    }
}

/// `verb… resource [namespace]`, as words.
enum Right {
    private static let verbs: Set<Substring> = [
        "get", "list", "watch", "create", "update", "patch", "delete", "deletecollection",
        "impersonate",
    ]

    /// One right for each verb.
    static func all(_ text: String) -> [String] {
        let words = text.split(separator: " ")
        let rest = words.drop { verbs.contains($0) }
        return words.prefix { verbs.contains($0) }.map { "\($0) \(rest.joined(separator: " "))" }
    }
}

extension Cluster {
    /// Applies a folder of `deploy` as the one who may do everything.
    func install(_ folder: String) async throws {
        let manifests = try await kustomized(Deployed.folder("deploy/\(folder)"))
        try await kubectl("apply", "-f", "-", input: manifests)
        // By the server as well, which is how GitOps tools apply.
        try await kubectl(
            "apply",
            "--server-side",
            "--force-conflicts",
            "--dry-run=server",
            "-f",
            "-",
            input: manifests
        )
    }

    /// Whether a user has each of these rights, `verb resource [namespace]`, as the API server says.
    func may(_ rights: [String], as kubeconfig: String) async throws -> [Bool] {
        let answers = try await kubectl(
            "create",
            "--validate=false",
            "-o",
            #"jsonpath={.status.allowed}{"\n"}"#,
            "-f",
            "-",
            input: rights.map { Self.review(of: $0) }.joined(separator: "\n"),
            as: kubeconfig
        ).split(separator: "\n")
        guard answers.count == rights.count else { throw Failure("reviews: \(answers)") }
        return answers.map { $0 == "true" }
    }

    private static func review(of right: String) -> String {
        let words = right.split(separator: " ").map(String.init)
        var resource = words[1].split(separator: "/").map(String.init)
        let subresource = resource.count > 1 ? resource.removeLast() : ""
        var parts = resource[0].split(separator: ".", maxSplits: 1).map(String.init)
        let group = parts.count > 1 ? parts.removeLast() : ""
        return """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
             "spec": {"resourceAttributes": {"verb": "\(words[0])", "group": "\(group)",
               "resource": "\(parts[0])", "subresource": "\(subresource)",
               "namespace": "\(words.count > 2 ? words[2] : "")"}}}
            """
    }
}
