package import Payloads
package import Transport

/// How to reach a cluster's API server, and as whom.
package struct Configuration: Sendable {
    /// How the server learns who we are, beside a client certificate.
    package enum Credentials: Sendable {
        /// By a certificate, or not at all.
        case none
        /// By a token that never changes.
        case token(Payload)
        /// By a token in a file, which is read again as it rotates.
        case tokenFile(String)
        /// By a user name and a password; the bytes are those of the header.
        case basic(Payload)
        /// By what another program prints.
        case plugin(ExecPlugin)
    }

    /// The address of the API server, without a slash at its end.
    package var server: String
    /// How the server is recognised, and the client certificate.
    package var security = Security()
    /// The proxy to use instead of the environment's.
    package var proxy: String?
    /// How the server learns who we are.
    package var credentials = Credentials.none
    /// Further header lines: whom to act as.
    package var headers: [String] = []
    /// The namespace to use where none is given.
    package var namespace: String?
    /// What the user should be told about it.
    package var warnings: [String] = []

    package init(server: String) {
        var server = server
        while server.hasSuffix("/") { server.removeLast() }
        self.server = server
    }

    /// The configuration of `kubeconfig`, or else of the environment: `KUBECONFIG`, then the cluster
    /// that this process runs in, then `~/.kube/config`.
    ///
    /// The order of controllers; `kubectl` looks at home first.
    package static func find(
        kubeconfig: String? = nil,
        context: String? = nil,
        environment: (String) -> String? = ProcessEnvironment.value
    ) throws(ConfigurationError) -> Configuration {
        if let kubeconfig {
            return try Kubeconfig.read([kubeconfig], isEachNeeded: true)
                .configuration(context: context)
        }
        if let list = environment("KUBECONFIG"), !list.isEmpty {
            let files = list.split(separator: ":").map(String.init)
            return try Kubeconfig.read(files, isEachNeeded: false).configuration(context: context)
        }
        if context == nil, environment("KUBERNETES_SERVICE_HOST") != nil {
            return try inCluster(environment: environment)
        }
        guard let home = environment("HOME") else {
            throw ConfigurationError("find a kubeconfig file: HOME is not set", hint: hint)
        }
        return try Kubeconfig.read([home + "/.kube/config"], isEachNeeded: true)
            .configuration(context: context)
    }

    private static let hint = "name a file with --kubeconfig or KUBECONFIG"
}

// MARK: - In a cluster

extension Configuration {
    /// The cluster that this process runs in, as its service account.
    package static func inCluster(
        environment: (String) -> String? = ProcessEnvironment.value,
        folder: String = "/var/run/secrets/kubernetes.io/serviceaccount"
    ) throws(ConfigurationError) -> Configuration {
        guard let host = environment("KUBERNETES_SERVICE_HOST"),
            let port = environment("KUBERNETES_SERVICE_PORT")
        else {
            throw ConfigurationError(
                "find the cluster around this process: KUBERNETES_SERVICE_HOST and "
                    + "KUBERNETES_SERVICE_PORT are not set",
                hint: "outside of a cluster, name a kubeconfig file with --kubeconfig"
            )
        }
        let authority = host.contains(":") ? "[\(host)]" : host
        var configuration = Configuration(server: "https://\(authority):\(port)")
        configuration.security.authorities = try ConfigurationFile.read(folder + "/ca.crt")
        // Fails now rather than with the first request.
        _ = try ConfigurationFile.read(folder + "/token")
        configuration.credentials = .tokenFile(folder + "/token")
        configuration.namespace = try? ConfigurationFile.read(folder + "/namespace").text
        return configuration
    }
}
