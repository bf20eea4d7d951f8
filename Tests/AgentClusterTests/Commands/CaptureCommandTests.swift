import ClusterSupport
import Foundation
import JSON
import Kubernetes
import Testing

@Suite struct CaptureCommandTests {
    static let canary = "canary-\(UUID().uuidString)"

    /// A Secret with these values, in Base64.
    private func secret(
        _ site: Site,
        _ name: String,
        _ namespace: String,
        type: String = "Opaque",
        _ data: [String: String]
    ) async throws {
        let items = data.map { "  \($0.key): \($0.value)\n" }.joined()
        try await site.cluster.kubectl(
            "create",
            "-f",
            "-",
            input: """
                apiVersion: v1
                kind: Secret
                metadata: {name: \(name), namespace: \(namespace)}
                type: \(type)
                data:
                \(items)
                """
        )
    }

    @Test func `the value that a cluster has is sealed, and stays out of sight`() async throws {
        let site = try await Site.shared()
        let fleet = try await TestFleet()
        let namespace = try await site.cluster.namespace()
        let value = Data(Self.canary.utf8).base64EncodedString()
        try await secret(
            site,
            "db",
            namespace,
            ["password": value, "binary": "/wAK", "none": "\"\""]
        )
        let place = ["--for", "here", "--kubeconfig", site.cluster.admin]
        let captured = try await fleet.tryRun(
            ["capture", "\(namespace)/db", "password"] + place
        )
        #expect(captured.status == 0, "\(captured.error)")
        #expect(captured.error.contains("made secrets/\(namespace)/db.yaml: password for here"))
        for key in ["binary", "none"] {
            try await fleet.command(["capture", "\(namespace)/db", key] + place)
        }
        for (key, content) in [
            ("password", Self.canary), ("binary", "\u{FFFD}\0\n"), ("none", ""),
        ] {
            let opened = try await fleet.run(
                ["open", "\(namespace)/db", "--cluster", "here", "--key", key, "-o", "raw"]
            )
            #expect(opened == content)
        }
        #expect(try await fleet.tryRun(["check"]).status == 0)
        // Nowhere but in the cluster.
        #expect(!captured.output.contains(Self.canary) && !captured.error.contains(Self.canary))
        for text in [Self.canary, value] {
            let found = try await Command.run("grep", ["-rlF", text, fleet.folder.path])
            #expect(found.status == 1, "\(found.output)")
        }
    }

    @Test func `a new document gets the type of the Secret`() async throws {
        let site = try await Site.shared()
        let fleet = try await TestFleet()
        let namespace = try await site.cluster.namespace()
        try await secret(
            site,
            "login",
            namespace,
            type: "kubernetes.io/basic-auth",
            ["username": "YQ==", "password": "Yg=="]
        )
        let place = ["--for", "fleet", "--kubeconfig", site.cluster.admin]
        for key in ["username", "password"] {
            try await fleet.command(["capture", "\(namespace)/login", key] + place)
        }
        let file = try String(
            contentsOfFile: fleet.repository + "/secrets/\(namespace)/login.yaml",
            encoding: .utf8
        )
        #expect(file.contains("type: kubernetes.io/basic-auth"))
    }

    @Test func `what is missing or forbidden is said, and changes nothing`() async throws {
        let site = try await Site.shared()
        let fleet = try await TestFleet()
        let namespace = try await site.cluster.namespace()
        let value = Data(Self.canary.utf8).base64EncodedString()
        try await secret(site, "db", namespace, ["password": value])
        let admin = ["--kubeconfig", site.cluster.admin]
        let absent = try await fleet.tryRun(
            ["capture", "\(namespace)/db", "user", "--for", "here"] + admin
        )
        #expect(absent.status == 1)
        #expect(absent.error.contains("it has no such key"))
        #expect(absent.error.contains("it has password"))
        let group = try await fleet.tryRun(
            ["capture", "\(namespace)/db", "password", "--for", "nobody"] + admin
        )
        #expect(group.status == 1)
        let stranger = try await site.cluster.kubeconfig(user: "stranger")
        let forbidden = try await fleet.tryRun(
            ["capture", "\(namespace)/db", "password", "--for", "here", "--kubeconfig", stranger]
        )
        #expect(forbidden.status == 1)
        #expect(forbidden.error.lowercased().contains("forbidden"))
        for result in [absent, group, forbidden] {
            #expect(!result.error.contains(Self.canary) && !result.error.contains(value))
        }
        let files = try await Command.run("ls", [fleet.repository + "/secrets"])
        #expect(!files.output.contains(namespace))
    }
}
