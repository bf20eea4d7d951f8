internal import JSON
internal import Payloads
internal import Transport
internal import YAML

/// A program that prints a credential: how clusters of EKS, GKE and AKS are reached.
///
/// Both versions of `client.authentication.k8s.io` that are in use are spoken, v1beta1 and v1.
package struct ExecPlugin: Sendable {
    /// What the plugin speaks.
    let apiVersion: String
    /// The program, looked for on the PATH unless it has a slash.
    let command: String
    let arguments: [String]
    /// Variables beside our own, as `NAME=value`.
    let variables: [String]
    /// What to tell the user when the program is not there.
    let installHint: String?
    /// What the plugin learns about the cluster, if it wants to: the value of `spec.cluster`.
    let cluster: Payload?

    init(
        _ node: Node,
        file: String,
        _ configuration: Configuration,
        cluster: Node
    ) throws(ConfigurationError) {
        let version = node["apiVersion"]?.text ?? ""
        guard Self.versions.contains(version) else {
            throw ConfigurationError(
                "read \(file): \(node.position): exec plugins of apiVersion \(version) are not known",
                hint: "update the plugin: \(Self.versions.joined(separator: " and ")) are"
            )
        }
        guard let command = node["command"]?.text, !command.isEmpty else {
            throw ConfigurationError("read \(file): \(node.position): exec has no command")
        }
        apiVersion = version
        // Relative to the file, as other paths in it, if it has a slash at all.
        self.command =
            command.contains("/") ? ConfigurationFile.path(command, besides: file) : command
        arguments = node["args"]?.items.map(\.text) ?? []
        variables =
            node["env"]?.items.compactMap { item in
                item["name"].map { $0.text + "=" + (item["value"]?.text ?? "") }
            } ?? []
        installHint = node["installHint"]?.text
        let isTold = node["provideClusterInfo"]?.text == "true"
        self.cluster = isTold ? Self.told(configuration, cluster) : nil
    }

    private static let versions = [
        "client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1",
    ]

    private static func told(_ configuration: Configuration, _ cluster: Node) -> Payload {
        var json = JSONWriter()
        json.object { json in
            json.member("server", configuration.server)
            json.member("tls-server-name", configuration.security.serverName)
            json.member("proxy-url", configuration.proxy)
            if configuration.security.acceptsAnyServer {
                json.member("insecure-skip-tls-verify", true)
            }
            if let authorities = configuration.security.authorities {
                json.member("certificate-authority-data", base64: authorities.bytes)
            }
            let extensions = cluster["extensions"]?.items.first { item in
                item["name"]?.equals("client.authentication.k8s.io/exec") == true
            }
            if let config = extensions?["extension"] {
                json.member("config", YAMLValue.json(of: config))
            }
        }
        return json.take()
    }

    /// What the plugin is told in `KUBERNETES_EXEC_INFO`.
    var information: String {
        var json = JSONWriter()
        json.object { json in
            json.member("apiVersion", apiVersion)
            json.member("kind", "ExecCredential")
            json.member("spec") { json in
                json.object { json in
                    json.member("interactive", false)
                    if let cluster { json.member("cluster") { $0.write(json: cluster.bytes) } }
                }
            }
        }
        return json.take().text
    }
}
