import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing
import Waiting

@Suite struct InstallCommandTests {
    @Test func `prints what kustomize makes of deploy, filled in`() async throws {
        let site = try await Site.shared()
        let printed = try await site.fleet.run(
            ["cluster", "install", "new", "--image", "registry.example.org/agent:1"]
        )
        let ours = try await names(site, printed)
        let whole = try await site.cluster.kubectl(
            "kustomize",
            TestFleet.source("deploy/cluster-wide")
        )
        #expect(try await names(site, whole) == ours)
        #expect(ours.count >= 12)
        let more = try await site.fleet.run(
            ["cluster", "install", "new", "--image", "a", "--roles", "--restart"]
        )
        let added = Set(try await names(site, more)).subtracting(ours)
        #expect(
            added == [
                "clusterrole.rbac.authorization.k8s.io/fleetseal-platform",
                "clusterrole.rbac.authorization.k8s.io/fleetseal-tenant",
                "clusterrole.rbac.authorization.k8s.io/fleetseal-viewer",
                "clusterrole.rbac.authorization.k8s.io/fleetseal-agent-restart",
                "clusterrolebinding.rbac.authorization.k8s.io/fleetseal-agent-restart",
            ]
        )
    }

    @Test func `with namespaces it prints Roles alone, for an agent that reads Git`() async throws {
        let site = try await Site.shared()
        let printed = try await site.fleet.run(
            [
                "cluster", "install", "new", "--image", "a", "--namespaces", "payments,web",
                "--git-url", "https://git.example.org/fleet.git", "--git-ref", "v1",
                "--git-user", "reader",
            ]
        )
        let ours = try await names(site, printed)
        let whole = try await site.cluster.kubectl(
            "kustomize",
            TestFleet.source("deploy/namespaced")
        )
        let role = "role.rbac.authorization.k8s.io/fleetseal-agent"
        // One Role and its binding more: deploy has an example of one namespace.
        let binding = "rolebinding.rbac.authorization.k8s.io/fleetseal-agent"
        #expect((try await names(site, whole) + [role, binding]).sorted() == ours)
        for namespace in ["fleetseal", "payments", "web"] {
            #expect(printed.components(separatedBy: "\n  namespace: \(namespace)\n").count >= 3)
        }
        for argument in [
            "- \"--source=git\"", "- \"--git-url=https://git.example.org/fleet.git\"",
            "- \"--git-ref=v1\"", "- \"--git-user=reader\"", "- \"--namespaces=payments,web\"",
            "- \"--git-password-file=/etc/fleetseal-git/password\"",
            "mountPath: /etc/fleetseal-git", "secretName: git",
        ] {
            #expect(printed.contains("\(argument)\n"), "\(argument)")
        }
        #expect(!printed.contains("custom-resources"))
    }

    @Test func `an agent that reads Git gets just the rights that it needs`() async throws {
        try await Cluster.with { cluster in
            let fleet = try await TestFleet()
            for name in ["payments", "web"] {
                try await cluster.kubectl("create", "namespace", name)
            }
            try await fleet.command(
                [
                    "cluster", "install", "new", "--apply", "--image", "a", "--namespaces",
                    "payments,web", "--git-url", "https://git.example.org/fleet.git",
                    "--git-user", "reader", "--kubeconfig", cluster.admin, "--context", "test",
                ]
            )
            let agent = "system:serviceaccount:fleetseal:fleetseal-agent"
            for (namespace, answer) in [("payments", "yes"), ("web", "yes"), ("default", "no")] {
                try await until("the rights in \(namespace) count") {
                    let may = ["auth", "can-i", "patch", "secrets", "--as", agent, "-n", namespace]
                    return try await cluster.tryKubectl(may).output.hasPrefix(answer)
                }
            }
            let roles = try await cluster.kubectl("get", "clusterroles", "-o", "name")
            #expect(!roles.contains("fleetseal"))
            let mounted = try await cluster.kubectl(
                "get",
                "deployment",
                "fleetseal-agent",
                "-n",
                "fleetseal",
                "-o",
                "jsonpath={.spec.template.spec.volumes[?(@.name=='git')].secret.defaultMode}"
            )
            #expect(mounted == "288")
            try await deliver(fleet, cluster)
        }
    }

    /// Runs an agent as the account that was installed, with just its rights.
    private func deliver(_ fleet: TestFleet, _ cluster: Cluster) async throws {
        for name in ["payments", "web"] {
            try await fleet.run(
                ["set", "\(name)/db", "password", "--for", "fleet", "--stdin"],
                input: "of \(name)"
            )
        }
        try await cluster.putKey(fleet.key, in: "fleetseal")
        let account = try await cluster.kubeconfig(
            serviceAccount: "fleetseal-agent",
            in: "fleetseal"
        )
        func value(_ namespace: String) async throws -> String {
            try await cluster.tryKubectl(
                ["get", "secret", "db", "-n", namespace, "-o", "jsonpath={.data.password}"]
            ).output
        }
        let arguments = fleet.folderAgent(account, own: "fleetseal", "payments,web")
        try await fleet.agent(arguments) { server in
            for name in ["payments", "web"] {
                let wanted = Data("of \(name)".utf8).base64EncodedString()
                try await until("\(name) has its Secret", within: .seconds(40)) {
                    try await value(name) == wanted
                }
            }
            try await cluster.kubectl("delete", "secret", "db", "-n", "web")
            try await until("it is back") { try await !value("web").isEmpty }
            try await until("it publishes") { server.printed.contains("keys published") }
        }
    }

    private func names(_ site: Site, _ manifests: String) async throws -> [String] {
        try await site.cluster.kubectl(
            "create",
            "--dry-run=client",
            "-o",
            "name",
            "-f",
            "-",
            input: manifests
        ).split(separator: "\n").map(String.init).sorted()
    }

    @Test(arguments: [
        ["--image", "a b"], ["--image", "a\"b"], ["--context", "test"],
        ["--namespaces", "a"], ["--git-ref", "main"], ["--git-user", "u"],
        ["--git-url", "https://u:p@h/f.git"], ["--git-url", "ssh://h/f.git"],
        ["--git-url", "https://h/f.git", "--namespaces", "a,"],
        ["--git-url", "https://h/f.git", "--namespaces", "a,a"],
        ["--git-url", "https://h/f.git", "--namespaces", "fleetseal"],
        ["--git-url", "https://h/f.git", "--namespaces", "a", "--roles"],
        ["--git-url", "https://h/f.git", "--namespaces", "a", "--restart"],
        ["--git-url", "https://h/f\".git"], ["--git-url", "https://h/f", "--git-user", "a b"],
    ])
    func `nonsense is refused`(options: [String]) async throws {
        let site = try await Site.shared()
        let result = try await site.fleet.tryRun(["cluster", "install", "new"] + options)
        #expect(result.status == 2)
        let name = try await site.fleet.tryRun(["cluster", "install", "New\n"])
        #expect(name.status == 2)
    }

    @Test func `from nothing to a delivered secret by three commands`() async throws {
        try await Cluster.with { cluster in
            let fleet = try await TestFleet()
            let reach = ["--kubeconfig", cluster.admin, "--context", "test"]
            let install = [
                "cluster", "install", "new", "--apply", "--create-key", "--image", "agent:1",
            ]
            let applied = try await fleet.command(install + reach)
            #expect(applied.output.contains("Deployment fleetseal/fleetseal-agent\n"))
            // Again, with another image.
            try await fleet.command(install.dropLast() + ["agent:2"] + reach)
            let client = try Client(
                Configuration.find(kubeconfig: cluster.admin),
                userAgent: "test",
                concurrency: 2
            )
            let deployment = try await client.get(
                .deployments,
                "fleetseal-agent",
                in: "fleetseal"
            )
            let containers = deployment.node[path: "spec", "template", "spec", "containers"]
            let container = try #require(containers?.items.map { $0 }.first)
            #expect(container["image"]?.string == "agent:2")
            let given = container["args"]?.items.compactMap { $0.string } ?? []
            let map = try await client.get(.configMaps, "fleetseal-agent", in: "fleetseal")
            let name = try #require(map.node[path: "data", "cluster"]?.string)
            let trust = try #require(map.node[path: "data", "trust"]?.string)
            // No node runs the pod here; so its arguments are run as its account, as they stand.
            let arguments = given.map { argument in
                argument.replacing("$(FLEETSEAL_CLUSTER)", with: name)
                    .replacing("/etc/fleetseal/trust", with: fleet.folder.file("given-trust"))
                    .replacing("0.0.0.0:9464", with: "127.0.0.1:0")
            }
            #expect(arguments.contains("--create-key"))
            try fleet.folder.write(trust, to: "given-trust")
            let account = try await cluster.kubeconfig(
                serviceAccount: "fleetseal-agent",
                in: "fleetseal"
            )
            try await fleet.agent(arguments + ["--kubeconfig", account]) { _ in
                try await deliver(fleet, cluster, reach)
            }
        }
    }

    private func deliver(_ fleet: TestFleet, _ cluster: Cluster, _ reach: [String]) async throws {
        var fingerprint: String?
        try await until("it publishes its key") {
            let asked = try await fleet.tryRun(["cluster", "add", "new"] + reach)
            fingerprint = asked.error.firstMatch(of: #/([a-z2-7]{4}-){12}[a-z2-7]{4}/#).map {
                String($0.0)
            }
            return fingerprint != nil
        }
        try await fleet.command(
            ["cluster", "add", "new", "--fingerprint", try #require(fingerprint)] + reach
        )
        try await fleet.run(
            ["set", "default/db", "password", "--for", "fleet", "--stdin"],
            input: "first"
        )
        try await fleet.run(["render", "--cluster", "new", "--out", fleet.folder.file("new")])
        try await cluster.kubectl("apply", "-R", "-f", fleet.folder.file("new"))
        try await until("it is delivered, and status says so", within: .seconds(40)) {
            try await fleet.tryRun(["status"] + reach).status == 0
        }
        let secret = try await cluster.kubectl(
            "get",
            "secret",
            "db",
            "-o",
            "jsonpath={.data.password}"
        )
        #expect(secret == Data("first".utf8).base64EncodedString())
    }
}
