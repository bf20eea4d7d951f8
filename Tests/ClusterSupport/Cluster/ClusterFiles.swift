import Foundation

/// Writes what etcd and kube-apiserver are started with, and starts them.
struct ClusterFiles {
    let folder: TemporaryFolder

    /// How a kubeconfig file says who its user is.
    enum User {
        case certificate(CertificateAuthority.Certificate)
        case token(String)
    }

    /// The files that the API server reads at its start, beside the authority's own.
    func write(_ authority: CertificateAuthority) async throws {
        _ = try await authority.server(
            "server",
            hosts: ["localhost", "kubernetes", "127.0.0.1", "10.96.0.1"]
        )
        try await Command.checked(
            "openssl",
            [
                "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out",
                folder.file("accounts.key"),
            ]
        )
        // Only who did what: no bodies, and not what the server and its own clients do.
        try folder.write(
            """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
              - level: None
                users: ["system:apiserver"]
              - level: None
                nonResourceURLs: ["/readyz*", "/livez*", "/healthz*", "/api*", "/openapi*", "/version"]
              - level: Metadata
            """,
            to: "audit-policy.yaml"
        )
    }

    /// Writes a kubeconfig file and gives its path.
    func kubeconfig(_ name: String, server: String, authority: String, user: User) async throws
        -> String
    {
        let credentials =
            switch user {
            case .certificate(let files):
                "client-certificate-data: \(try base64(files.certificate))\n"
                    + "      client-key-data: \(try base64(files.key))"
            case .token(let token): "token: \"\(token)\""
            }
        return try folder.write(
            """
            apiVersion: v1
            kind: Config
            clusters:
              - name: test
                cluster:
                  server: "\(server)"
                  certificate-authority-data: \(try base64(authority))
            users:
              - name: test
                user:
                  \(credentials)
            contexts:
              - name: test
                context:
                  cluster: test
                  user: test
            current-context: test

            """,
            to: "\(name).kubeconfig"
        )
    }

    private func base64(_ file: String) throws -> String {
        try Data(contentsOf: URL(filePath: file)).base64EncodedString()
    }

    func startEtcd(port: Int, peerPort: Int) async throws -> Server {
        let start = Child.Start(
            "etcd",
            [
                "--data-dir", folder.file("etcd"),
                "--listen-client-urls", "http://127.0.0.1:\(port)",
                "--advertise-client-urls", "http://127.0.0.1:\(port)",
                "--listen-peer-urls", "http://127.0.0.1:\(peerPort)",
                "--initial-advertise-peer-urls", "http://127.0.0.1:\(peerPort)",
                "--initial-cluster", "default=http://127.0.0.1:\(peerPort)",
                // A killed process loses nothing by it, only a machine would.
                "--unsafe-no-fsync", "--logger", "zap", "--log-level", "error",
            ],
            folder: folder.path
        )
        return try await Server("etcd", start, log: folder.file("etcd.log")) {
            Port.answers(port) ? nil : "it does not listen"
        }
    }

    func startAPIServer(port: Int, etcdPort: Int, admin: String, flags: [String]) async throws
        -> Server
    {
        let start = Child.Start(
            "kube-apiserver",
            [
                "--etcd-servers=http://127.0.0.1:\(etcdPort)",
                "--bind-address=127.0.0.1", "--advertise-address=127.0.0.1",
                "--secure-port=\(port)", "--endpoint-reconciler-type=none",
                "--service-cluster-ip-range=10.96.0.0/24",
                "--tls-cert-file=server.crt", "--tls-private-key-file=server.key",
                "--client-ca-file=ca.crt", "--authorization-mode=RBAC", "--anonymous-auth=true",
                // Nothing here makes the accounts that this plugin wants in every namespace.
                "--disable-admission-plugins=ServiceAccount",
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-key-file=accounts.key",
                "--service-account-signing-key-file=accounts.key",
                "--requestheader-client-ca-file=proxy-ca.crt",
                "--requestheader-allowed-names=proxy",
                "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group",
                "--audit-policy-file=audit-policy.yaml", "--audit-log-path=audit.log",
            ] + flags,
            folder: folder.path
        )
        return try await Server("kube-apiserver", start, log: folder.file("apiserver.log")) {
            guard Port.answers(port) else { return "it does not listen" }
            // It says that it is ready a moment before it makes the namespace that is always there.
            for path in ["/readyz", "/api/v1/namespaces/default"] {
                let answer = try await Command.run(
                    "kubectl",
                    ["--kubeconfig", admin, "--request-timeout=5s", "get", "--raw", path]
                )
                guard answer.status == 0 else { return answer.error }
            }
            return nil
        }
    }
}
