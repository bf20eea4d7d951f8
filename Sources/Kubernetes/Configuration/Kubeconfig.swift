internal import Payloads
internal import Transport
internal import YAML

/// Kubeconfig files, merged as `kubectl` merges them: what an earlier file says is never changed by
/// a later one.
struct Kubeconfig {
    /// A cluster, user or context, and the file that says it.
    struct Entry {
        let node: Node
        let file: String
    }

    private(set) var clusters: [String: Entry] = [:]
    private(set) var users: [String: Entry] = [:]
    private(set) var contexts: [String: Entry] = [:]
    private(set) var currentContext: String?

    /// Reads files; one that is not there is an error only if each is needed, or if none is there.
    static func read(
        _ paths: [String],
        isEachNeeded: Bool
    ) throws(ConfigurationError) -> Kubeconfig {
        var merged = Kubeconfig()
        var missing: ConfigurationError?
        var count = 0
        for path in paths where !path.isEmpty {
            let bytes: Payload
            do throws(ConfigurationError) {
                bytes = try ConfigurationFile.read(path)
            } catch {
                guard error.isMissing else { throw error }
                guard !isEachNeeded else {
                    throw ConfigurationError(
                        error.description,
                        hint: "it is what --kubeconfig names",
                        isMissing: true
                    )
                }
                missing = error
                continue
            }
            try merged.add(bytes, path)
            count += 1
        }
        if count == 0, let missing { throw missing }
        return merged
    }

    /// Takes over what is not known yet from the bytes of a file.
    mutating func add(_ bytes: Payload, _ path: String) throws(ConfigurationError) {
        let file: YAMLFile
        do throws(YAMLError) {
            file = try YAMLFile(bytes.bytes)
        } catch {
            throw ConfigurationError("read \(path): \(error)", hint: error.hint)
        }
        guard let root = file.documents.first else { return }
        guard file.documents.count == 1, root.kind == .mapping else {
            throw ConfigurationError("read \(path): it is not a kubeconfig file")
        }
        try Self.add("clusters", of: root, path, to: &clusters)
        try Self.add("users", of: root, path, to: &users)
        try Self.add("contexts", of: root, path, to: &contexts)
        if currentContext == nil, let name = root["current-context"]?.text, !name.isEmpty {
            currentContext = name
        }
    }

    private static func add(
        _ list: String,
        of root: Node,
        _ path: String,
        to entries: inout [String: Entry]
    ) throws(ConfigurationError) {
        guard let items = root[list]?.items else { return }
        let field = String(list.dropLast())
        for item in items {
            guard let name = item["name"]?.text, !name.isEmpty, let node = item[field] else {
                throw ConfigurationError(
                    "read \(path): \(item.position): \(list) need a name and a \(field)"
                )
            }
            // The first of its name wins, in a file as among files.
            if entries[name] == nil { entries[name] = Entry(node: node, file: path) }
        }
    }
}

// MARK: - What it says

extension Kubeconfig {
    /// What the context says, or the current one.
    func configuration(context wanted: String?) throws(ConfigurationError) -> Configuration {
        guard let name = wanted ?? currentContext else {
            throw ConfigurationError(
                "read the kubeconfig file: no context is current",
                hint: "name one with --context; there are: \(names(of: contexts))"
            )
        }
        guard let context = contexts[name] else {
            throw ConfigurationError(
                "read the kubeconfig file: there is no context \(name)",
                hint: "there are: \(names(of: contexts))"
            )
        }
        let clusterName = context.node["cluster"]?.text ?? ""
        guard let cluster = clusters[clusterName] else {
            throw ConfigurationError("read \(context.file): context \(name) names no known cluster")
        }
        var configuration = try configuration(of: cluster, clusterName)
        configuration.namespace = context.node["namespace"]?.text
        if let userName = context.node["user"]?.text, !userName.isEmpty {
            guard let user = users[userName] else {
                throw ConfigurationError(
                    "read \(context.file): context \(name) names no known user"
                )
            }
            try KubeconfigUser(entry: user, name: userName).add(
                to: &configuration,
                cluster: cluster.node
            )
        }
        return configuration
    }

    private func names(of entries: [String: Entry]) -> String {
        entries.isEmpty ? "none" : entries.keys.sorted().prefix(20).joined(separator: ", ")
    }

    private func configuration(
        of cluster: Entry,
        _ name: String
    ) throws(ConfigurationError) -> Configuration {
        guard let server = cluster.text("server") else {
            throw ConfigurationError("read \(cluster.file): cluster \(name) has no server")
        }
        guard server.hasPrefix("https://") || server.hasPrefix("http://") else {
            throw ConfigurationError(
                "read \(cluster.file): the server of cluster \(name) is not an https address"
            )
        }
        var configuration = Configuration(server: server)
        configuration.security.authorities = try cluster.content("certificate-authority")
        configuration.security.serverName = cluster.text("tls-server-name")
        configuration.proxy = cluster.text("proxy-url")
        if cluster.text("insecure-skip-tls-verify") == "true" {
            configuration.security.acceptsAnyServer = true
            configuration.warnings.append(
                "cluster \(name) is reached without looking at its certificate "
                    + "(insecure-skip-tls-verify): whoever is on the way can read every secret"
            )
        } else if server.hasPrefix("http://") {
            configuration.warnings.append("cluster \(name) is reached without encryption")
        }
        return configuration
    }
}

extension Kubeconfig.Entry {
    /// The text of a field; nil if it is left out or empty.
    func text(_ field: String) -> String? {
        guard let text = node[field]?.text, !text.isEmpty else { return nil }
        return text
    }

    /// What `field-data` holds in Base64, or else the file that `field` names.
    func content(_ field: String) throws(ConfigurationError) -> Payload? {
        if let data = node[field + "-data"], data.kind == .scalar, data.utf8.byteCount > 0 {
            guard let bytes = Base64Content.bytes(of: data) else {
                throw ConfigurationError(
                    "read \(file): \(data.position): \(field)-data is not Base64"
                )
            }
            return bytes
        }
        guard let name = text(field) else { return nil }
        return try ConfigurationFile.read(ConfigurationFile.path(name, besides: file))
    }
}
