import Foundation
import Kubernetes
import Payloads
import Testing
import Transport

@Suite struct KubeconfigTests {
    /// A temporary folder with files.
    private struct Files: ~Copyable {
        let path: String

        init() throws {
            path = FileManager.default.temporaryDirectory.path + "/kubeconfig-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: path + "/sub",
                withIntermediateDirectories: true
            )
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        @discardableResult
        func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
            let file = path + "/" + name
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
            return file
        }
    }

    private static func config(
        cluster: String = "server: https://one:6443/",
        user: String = "token: t",
        more: String = ""
    ) -> String {
        """
        apiVersion: v1
        kind: Config
        clusters:
        - name: c
          cluster:
            \(cluster)
        users:
        - name: u
          user:
            \(user)
        contexts:
        - name: x
          context: {cluster: c, user: u, namespace: n}
        current-context: x
        \(more)
        """
    }

    @Test func `reads server, user and namespace of the current context`() throws {
        let files = try Files()
        let file = try files.write("config", Self.config())
        let configuration = try Configuration.find(kubeconfig: file)
        #expect(configuration.server == "https://one:6443")
        #expect(configuration.namespace == "n")
        #expect(configuration.warnings.isEmpty)
        guard case .token(let token) = configuration.credentials else {
            Issue.record("not a token")
            return
        }
        #expect(token.text == "t")
    }

    @Test func `reads files beside it and content inside it`() throws {
        let files = try Files()
        try files.write("ca.pem", "CA")
        try files.write("sub/key.pem", "KEY")
        let file = try files.write(
            "config",
            Self.config(
                cluster:
                    "{server: 'https://one', certificate-authority: ca.pem, tls-server-name: s, proxy-url: 'http://p:1'}",
                user:
                    "{client-certificate-data: Q0VSVA==, client-key: sub/key.pem, as: me, as-groups: [a, b]}"
            )
        )
        let configuration = try Configuration.find(kubeconfig: file)
        #expect(configuration.security.authorities?.text == "CA")
        #expect(configuration.security.certificate?.text == "CERT")
        #expect(configuration.security.key?.text == "KEY")
        #expect(configuration.security.serverName == "s")
        #expect(configuration.proxy == "http://p:1")
        #expect(
            configuration.headers == [
                "Impersonate-User: me", "Impersonate-Group: a", "Impersonate-Group: b",
            ]
        )
    }

    @Test func `warns when nobody looks at the certificate`() throws {
        let files = try Files()
        let file = try files.write(
            "config",
            Self.config(cluster: "{server: 'https://one', insecure-skip-tls-verify: true}")
        )
        let configuration = try Configuration.find(kubeconfig: file)
        #expect(configuration.security.acceptsAnyServer)
        #expect(configuration.warnings.first?.contains("insecure-skip-tls-verify") == true)
    }

    @Test func `merges a list of files, of which the first wins`() throws {
        let files = try Files()
        let first = try files.write(
            "one",
            "clusters: [{name: c, cluster: {server: 'https://first'}}]\ncurrent-context: y"
        )
        let second = try files.write(
            "two",
            Self.config(more: "x: y").replacingOccurrences(of: "x: y", with: "")
                + "\npreferences: {}\n"
        )
        let third = try files.write(
            "three",
            "contexts: [{name: y, context: {cluster: c, user: u}}, {name: x, context: {cluster: no}}]"
        )
        let list = [first, files.path + "/missing", second, "", third].joined(separator: ":")
        func find(_ context: String?) throws -> Configuration {
            try Configuration.find(context: context) { $0 == "KUBECONFIG" ? list : nil }
        }
        #expect(try find(nil).server == "https://first")
        #expect(try find(nil).namespace == nil)
        #expect(try find("x").namespace == "n")
    }

    @Test(arguments: [
        ("", "no context is current"),
        ("current-context: no", "there is no context no"),
        ("[]", "not a kubeconfig file"),
        ("contexts: [{name: x}]", "contexts need a name and a context"),
        ("contexts: [{name: x, context: {cluster: c}}]\ncurrent-context: x", "no known cluster"),
        ("a: &b c", "anchor"),
        (config(cluster: "server: ''"), "has no server"),
        (config(cluster: "server: one:6443"), "not an https address"),
        (config(cluster: "{server: 'https://a', certificate-authority-data: '?'}"), "not Base64"),
        (config(cluster: "{server: 'https://a', certificate-authority: no}"), "not found"),
        (config(user: "{client-certificate-data: Q0VSVA==}"), "not both"),
        (config(user: "{auth-provider: {name: gcp}}"), "auth-provider"),
        (config(user: "{exec: {apiVersion: v1, command: x}}"), "apiVersion v1 are not known"),
        (
            config(user: "{exec: {apiVersion: client.authentication.k8s.io/v1}}"),
            "exec has no command"
        ),
    ])
    func `says what is wrong with a file`(text: String, reason: String) throws {
        let files = try Files()
        let file = try files.write("config", text)
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.find(kubeconfig: file)
        }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func `a file that is named has to be there`() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.find(kubeconfig: "/no/such")
        }
        #expect(error?.description == "read file /no/such: not found")
    }

    @Test func `finds the cluster around the process`() throws {
        let files = try Files()
        try files.write("ca.crt", "CA")
        try files.write("token", "t\n")
        try files.write("namespace", "here")
        let variables = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let configuration = try Configuration.inCluster(
            environment: { variables[$0] },
            folder: files.path
        )
        #expect(configuration.server == "https://[fd00::1]:443")
        #expect(configuration.security.authorities?.text == "CA")
        #expect(configuration.namespace == "here")
        guard case .tokenFile(files.path + "/token") = configuration.credentials else {
            Issue.record("not a token file")
            return
        }
    }
}
