internal import JSON
internal import Payloads
internal import Transport
internal import YAML

/// The user of a kubeconfig file.
struct KubeconfigUser {
    let entry: Kubeconfig.Entry
    let name: String

    /// Adds who the user is, in the order in which `kubectl` looks.
    func add(
        to configuration: inout Configuration,
        cluster: Node
    ) throws(ConfigurationError) {
        let node = entry.node
        configuration.security.certificate = try entry.content("client-certificate")
        configuration.security.key = try entry.content("client-key")
        guard (configuration.security.certificate == nil) == (configuration.security.key == nil)
        else {
            throw ConfigurationError(
                "read \(entry.file): user \(name) has a client certificate or a key, not both"
            )
        }
        configuration.headers = try impersonation()
        if let file = entry.text("tokenFile") {
            configuration.credentials = .tokenFile(
                ConfigurationFile.path(file, besides: entry.file)
            )
        } else if let token = node["token"], token.utf8.byteCount > 0 {
            configuration.credentials = .token(Payload(copying: token.utf8))
        } else if let user = entry.text("username") {
            configuration.credentials = .basic(basic(user, node["password"]))
        } else if let exec = node["exec"] {
            configuration.credentials = .plugin(
                try ExecPlugin(exec, file: entry.file, configuration, cluster: cluster)
            )
        } else if node["auth-provider"] != nil {
            throw ConfigurationError(
                "read \(entry.file): user \(name) has an auth-provider",
                hint: "Kubernetes dropped them in 1.26: use an exec plugin"
            )
        }
    }

    private func basic(_ user: String, _ password: Node?) -> Payload {
        var pair = PayloadWriter()
        pair.append(user + ":")
        if let password { pair.append(password.utf8) }
        var value = PayloadWriter()
        value.append("Basic ")
        Base64Text.write(pair.bytes, to: &value)
        return value.take()
    }

    private func impersonation() throws(ConfigurationError) -> [String] {
        var headers: [String] = []
        if let user = entry.text("as") { headers.append("Impersonate-User: \(user)") }
        if let uid = entry.text("as-uid") { headers.append("Impersonate-Uid: \(uid)") }
        if let groups = entry.node["as-groups"] {
            for group in groups.items { headers.append("Impersonate-Group: \(group.text)") }
        }
        if entry.node["as-user-extra"] != nil {
            throw ConfigurationError(
                "read \(entry.file): as-user-extra of user \(name) is not known"
            )
        }
        return headers
    }
}
