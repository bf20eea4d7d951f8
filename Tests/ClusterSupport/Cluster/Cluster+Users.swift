import Foundation

extension Cluster {
    /// A kubeconfig file for a user of this name in these groups, who has no rights but those that
    /// the test gives; `server` is a proxy's address, if not the API server's own.
    package func kubeconfig(
        user: String,
        groups: [String] = [],
        server: String? = nil
    ) async throws -> String {
        let file = "user-\(number())"
        return try await ClusterFiles(folder: folder).kubeconfig(
            file,
            server: server ?? url,
            authority: authority.certificate,
            user: .certificate(authority.client(file, name: user, organisations: groups))
        )
    }

    /// The same for one who may do everything.
    package func adminKubeconfig(server: String) async throws -> String {
        try await kubeconfig(user: "admin", groups: ["system:masters"], server: server)
    }

    /// A kubeconfig file for a service account that exists, by a token from the API server.
    package func kubeconfig(
        serviceAccount: String,
        in namespace: String,
        server: String? = nil
    ) async throws -> String {
        try await ClusterFiles(folder: folder).kubeconfig(
            "account-\(number())",
            server: server ?? url,
            authority: authority.certificate,
            user: .token(token(serviceAccount: serviceAccount, in: namespace))
        )
    }

    /// A token of a service account that exists, from the API server.
    package func token(
        serviceAccount: String,
        in namespace: String,
        seconds: Int = 3_600
    ) async throws -> String {
        struct Answer: Decodable {
            struct Status: Decodable { let token: String }
            let status: Status
        }
        // kubectl has `create token` only since 1.24.
        let answer = try await kubectl(
            "create",
            "--raw",
            "/api/v1/namespaces/\(namespace)/serviceaccounts/\(serviceAccount)/token",
            "-f",
            "-",
            input: """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest",
                 "spec": {"expirationSeconds": \(seconds)}}
                """
        )
        return try JSONDecoder().decode(Answer.self, from: Data(answer.utf8)).status.token
    }

    /// The file with the certificate that the API server and its proxies are known by.
    package var certificateAuthority: String { authority.certificate }
}
